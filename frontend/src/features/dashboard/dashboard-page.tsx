/** The dashboard: risks, recommended orders, anomalies, and the freshness of the data; in an empty shop, what it needs. */

import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Answered, LoadingState } from '@/components/states';
import { DashboardDocument, type DashboardQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';
import { needTexts } from '@/lib/i18n';

import { AlertsPanel } from './alerts-panel';
import styles from './dashboard.module.css';
import { KeyFigures } from './key-figures';
import { RisksPanel } from './risks-panel';
import { RunPanel } from './run-panel';
import { TopPanel } from './top-panel';
import { TrendPanel } from './trend-panel';
import { DISMISSED, useSampleData, useSetup } from './use-setup';

/** The first page is loaded without what only new shops need. */
const EmptyShop = lazy(async () => {
  const [{ EmptyShop: Wanted }] = await Promise.all([import('./empty-shop'), needTexts('components')]);
  return { default: Wanted };
});
const SetupRest = lazy(async () => ({ default: (await import('./setup-rest')).SetupRest }));
const SampleDataPanel = lazy(async () => ({ default: (await import('./sample-data')).SampleDataPanel }));

export function DashboardPage() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const seesCosts = useSeesCosts();
  const query = useGraphQLQuery(DashboardDocument, { seesCosts });
  const day = query.data?.dashboard?.logicalDate;
  const isEmpty = query.data?.dashboard === null;
  return (
    <Page title={t('common:page.dashboard')} lead={day ? t('lead', { day: format.date(day) }) : isEmpty && t('setup.lead')}>
      <Answered query={query} rows={12}>
        {(data) =>
          data.dashboard ? (
            <Figures data={data} dashboard={data.dashboard} />
          ) : (
            <Suspense fallback={<LoadingState rows={10} />}>
              <EmptyShop />
            </Suspense>
          )
        }
      </Answered>
    </Page>
  );
}

function Figures({ data, dashboard }: { data: DashboardQuery; dashboard: NonNullable<DashboardQuery['dashboard']> }) {
  const setup = useSetup().data?.setup;
  const sample = useSampleData().data?.sampleData ?? null;
  return (
    <>
      {sample && (
        <Suspense>
          <SampleDataPanel sample={sample} isEmpty={false} />
        </Suspense>
      )}
      <KeyFigures data={data} dashboard={dashboard} />
      <div className={styles.grid}>
        <TrendPanel currency={dashboard.money[0]?.currency} />
        <div className={styles.stack}>
          <RisksPanel risks={dashboard.risks} />
          <RunPanel />
        </div>
        <TopPanel />
        <AlertsPanel />
      </div>
      {setup && !sample && setup.steps.some(({ isDone }) => !isDone) && localStorage.getItem(DISMISSED) === null && (
        <Suspense>
          <SetupRest setup={setup} />
        </Suspense>
      )}
    </>
  );
}
