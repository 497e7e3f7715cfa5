/** Shown when a page's code fails, or when a new version has replaced its files. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';

export function BrokenPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('broken.title')}>
      <Panel>
        <EmptyState
          title={t('broken.heading')}
          text={t('broken.text')}
          action={<Button onClick={() => location.reload()}>{t('broken.reload')}</Button>}
        />
      </Panel>
    </Page>
  );
}
