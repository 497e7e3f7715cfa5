/** The dashboard: risks, recommended orders, anomalies, and the freshness of the data; in an empty shop, what it needs. */

import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Answered } from '@/components/states';
import { DashboardDocument, type DashboardQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { AlertsPanel } from './alerts-panel';
import styles from './dashboard.module.css';
import { KeyFigures } from './key-figures';
import { RisksPanel } from './risks-panel';
import { RunPanel } from './run-panel';
import { SampleDataPanel } from './sample-data';
import { SetupRest } from './setup-rest';
import { SetupSteps } from './setup-steps';
import { TopPanel } from './top-panel';
import { TrendPanel } from './trend-panel';
import { useSampleData, useSetup } from './use-setup';

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
        {(data) => (data.dashboard ? <Figures data={data} dashboard={data.dashboard} /> : <EmptyShop />)}
      </Answered>
    </Page>
  );
}

function Figures({ data, dashboard }: { data: DashboardQuery; dashboard: NonNullable<DashboardQuery['dashboard']> }) {
  const setup = useSetup().data?.setup;
  const sample = useSampleData().data?.sampleData ?? null;
  return (
    <>
      {sample && <SampleDataPanel sample={sample} isEmpty={false} />}
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
      {setup && !sample && <SetupRest setup={setup} />}
    </>
  );
}

function EmptyShop() {
  const setup = useSetup();
  const samples = useSampleData();
  return (
    <Answered query={setup} rows={10}>
      {({ setup: found }) => {
        const sample = samples.data?.sampleData ?? null;
        const panel = samples.data && <SampleDataPanel sample={sample} isEmpty={found.products === 0 && found.orders === 0} />;
        return (
          <>
            {sample && panel}
            {sample?.state !== 'FILLING' && <SetupSteps setup={found} />}
            {!sample && panel}
          </>
        );
      }}
    </Answered>
  );
}
