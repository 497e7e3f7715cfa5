import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { App } from 'antd';
import { useMemo } from 'react';

/** Short messages above the page. The library's own icons have English labels. */
export function useMessage() {
  const { message } = App.useApp();
  return useMemo(
    () => ({
      success: (content: string) => message.success({ content, icon: <CheckCircleFilled aria-hidden /> }),
      warning: (content: string) => message.warning({ content, icon: <ExclamationCircleFilled aria-hidden /> }),
      error: (content: string) => message.error({ content, icon: <CloseCircleFilled aria-hidden /> }),
    }),
    [message],
  );
}
