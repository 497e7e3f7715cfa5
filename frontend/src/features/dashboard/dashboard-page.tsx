/** The dashboard: risks, recommended orders, anomalies, and the freshness of the data. */

import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { DashboardDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { AlertsPanel } from './alerts-panel';
import styles from './dashboard.module.css';
import { KeyFigures } from './key-figures';
import { RisksPanel } from './risks-panel';
import { RunPanel } from './run-panel';
import { TopPanel } from './top-panel';
import { TrendPanel } from './trend-panel';

export function DashboardPage() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const seesCosts = useSeesCosts();
  const query = useGraphQLQuery(DashboardDocument, { seesCosts });
  const day = query.data?.dashboard?.logicalDate;
  return (
    <Page title={t('common:page.dashboard')} lead={day && t('lead', { day: format.date(day) })}>
      <Answered query={query} rows={12}>
        {(data) =>
          data.dashboard ? (
            <>
              <KeyFigures data={data} dashboard={data.dashboard} />
              <div className={styles.grid}>
                <TrendPanel currency={data.dashboard.money[0]?.currency} />
                <div className={styles.stack}>
                  <RisksPanel risks={data.dashboard.risks} />
                  <RunPanel />
                </div>
                <TopPanel />
                <AlertsPanel />
              </div>
            </>
          ) : (
            <Panel>
              <EmptyState title={t('empty.title')} text={t('empty.text')} />
            </Panel>
          )
        }
      </Answered>
    </Page>
  );
}
