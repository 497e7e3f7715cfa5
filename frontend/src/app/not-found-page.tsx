import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <Panel>
        <EmptyState title={t('notFound.heading')} text={t('notFound.text')} action={<Link to="/">{t('notFound.home')}</Link>} />
      </Panel>
    </Page>
  );
}
