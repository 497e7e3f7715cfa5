/** Everything around the pages: language and look of the components, cache, router. */

import { CloseOutlined, DownOutlined, ExclamationCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { QueryClientProvider } from '@tanstack/react-query';
import { App as Feedback, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US';
import koKR from 'antd/es/locale/ko_KR';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';

import { makeQueryClient } from '@/lib/api';
import { onSessionChange, sessionState } from '@/lib/session';
import { antdTheme } from '@/lib/theme/antd-theme';
import { hasMotion, useThemeName } from '@/lib/theme/use-theme';

import { router } from './router';

/** The library's icons have English labels; these icons need none, because the text beside them says the same. */
const BUTTON = { autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden /> };
const SELECT = { suffixIcon: <DownOutlined aria-hidden />, removeIcon: <CloseOutlined aria-hidden /> };
const MODAL = { warningIcon: <ExclamationCircleFilled aria-hidden /> };

/** Popups open inside the landmark of their trigger, so that screen readers find them there. */
function containerOf(trigger?: HTMLElement): HTMLElement {
  return trigger?.closest<HTMLElement>('main, header') ?? document.body;
}

const queryClient = makeQueryClient();
// The next user at this screen must not see what the last one has loaded.
onSessionChange(() => {
  if (sessionState() !== 'signed-in') queryClient.clear();
});

export function App() {
  const { i18n } = useTranslation();
  const themeName = useThemeName();
  const theme = useMemo(() => antdTheme(themeName, hasMotion()), [themeName]);
  return (
    <ConfigProvider
      theme={theme}
      locale={i18n.language === 'ko' ? koKR : enUS}
      button={BUTTON}
      select={SELECT}
      modal={MODAL}
      getPopupContainer={containerOf}
    >
      <Feedback>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Feedback>
    </ConfigProvider>
  );
}
