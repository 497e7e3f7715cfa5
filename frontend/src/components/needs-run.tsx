/** A page whose figures come from a run: before the first one is published it says what it needs, and leads there. */

import { ArrowRightOutlined } from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import { useAsOf } from '@/lib/published-run';

import { LinkButton } from './link-button';
import { Page } from './page';
import { Panel } from './panel';
import { EmptyState } from './states';

/** The pages, by the name of their title among the common texts. */
export type NeedsRunPage = 'skus' | 'recommendations' | 'budget' | 'newOrder' | 'anomalies' | 'forecasting' | 'policyBacktest';

/** The page, or what it needs. Its filters, files and buttons are left out until there is something to use them on. */
export function needsRun(page: NeedsRunPage, Wanted: ComponentType): ComponentType {
  function WithRun() {
    return useAsOf() === null ? <NothingYet page={page} /> : <Wanted />;
  }
  return WithRun;
}

function NothingYet({ page }: { page: NeedsRunPage }) {
  const { t } = useTranslation();
  return (
    <Page title={t(page === 'budget' ? 'components:needsRun.budgetTitle' : page === 'newOrder' ? 'page.purchasing' : `page.${page}`)}>
      <Panel>
        <NeedsSteps text={t(`components:needsRun.${page}`)} />
      </Panel>
    </Page>
  );
}

/** What is needed, and the way to the steps that lead there. */
export function NeedsSteps({ text }: { text: string }) {
  const { t } = useTranslation('components');
  return (
    <EmptyState
      title={t('needsRun.title')}
      text={text}
      action={
        <LinkButton to="/" icon={<ArrowRightOutlined aria-hidden />} isPrimary>
          {t('needsRun.steps')}
        </LinkButton>
      }
    />
  );
}
