import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';

export function DashboardPage() {
  const { t } = useTranslation('dashboard');
  return <Page title={t('title')}>{null}</Page>;
}
