/** Files, and the rows of them that were refused. */

import { useTranslation } from 'react-i18next';

import { PageTabs } from '@/components/page-tabs';

export function Tabs() {
  const { t } = useTranslation('ingestion');
  const pages = [
    { to: '/imports', label: t('tab.files') },
    { to: '/imports/rejected', label: t('tab.rejected') },
  ];
  return <PageTabs label={t('common:page.ingestion')} pages={pages} />;
}
