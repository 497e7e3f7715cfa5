/** A question before a step that is not taken back. */

import { ExclamationCircleFilled } from '@ant-design/icons';
import { Popconfirm, type PopconfirmProps } from 'antd';

/** The library's mark names itself in English; the question says all that it says. */
export function Confirm(props: PopconfirmProps) {
  return <Popconfirm icon={<ExclamationCircleFilled aria-hidden />} {...props} />;
}
