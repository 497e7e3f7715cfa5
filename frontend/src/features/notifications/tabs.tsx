/** The three pages about notifications. */

import { useTranslation } from 'react-i18next';

import { PageTabs } from '@/components/page-tabs';

export function Tabs() {
  const { t } = useTranslation('notifications');
  const pages = [
    { to: '/notifications', label: t('tab.list') },
    { to: '/notifications/settings', label: t('tab.settings') },
    { to: '/notifications/deliveries', label: t('tab.deliveries') },
  ];
  return <PageTabs label={t('tab.label')} pages={pages} />;
}
