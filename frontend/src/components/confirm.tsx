/** A question before a step that can't be undone. */

import { ExclamationCircleFilled } from '@ant-design/icons';
import { Popconfirm, type PopconfirmProps } from 'antd';

/** The library's icon has an English label; the question needs none. */
export function Confirm(props: PopconfirmProps) {
  return <Popconfirm icon={<ExclamationCircleFilled aria-hidden />} {...props} />;
}
