/** Files, the rows of them that were refused, and codes that wait for their SKU. */

import { useTranslation } from 'react-i18next';

import { PageTabs } from '@/components/page-tabs';

export function Tabs() {
  const { t } = useTranslation('ingestion');
  const pages = [
    { to: '/imports', label: t('tab.files') },
    { to: '/imports/rejected', label: t('tab.rejected') },
    { to: '/imports/codes', label: t('tab.codes') },
  ];
  return <PageTabs label={t('common:page.ingestion')} pages={pages} />;
}
