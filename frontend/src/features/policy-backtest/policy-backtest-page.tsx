/** The policy backtest: the simulated cost of our orders and of competing policies. */

import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { StartRunButton } from '@/components/start-run-button';
import { Answered, EmptyState } from '@/components/states';
import { PolicyBacktestDocument, type PolicyBacktestQuery, type RunStateFragment } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { CostPanel } from './cost-panel';
import { LatestRun } from './latest-run';
import styles from './policy-backtest.module.css';
import { PolicyCard } from './policy-card';
import { RatioPanel } from './ratio-panel';
import { type Backtest, bestCompetitor, verdictOf } from './verdict';
import { WorsePanel } from './worse-panel';

const WATCH_MS = 3000;
const REST_MS = 60_000;

const isUnderWay = ({ status }: RunStateFragment) => status === 'RUNNING' || status === 'QUEUED';
const refetchInterval = ({ state }: { state: { data?: PolicyBacktestQuery } }) =>
  state.data?.pipelineRuns.nodes.some(isUnderWay) ? WATCH_MS : REST_MS;

export function PolicyBacktestPage() {
  const { t } = useTranslation('policy-backtest');
  const query = useGraphQLQuery(PolicyBacktestDocument, {}, { refetchInterval });
  const runs = query.data?.pipelineRuns.nodes ?? [];
  return (
    <Page title={t('common:page.policyBacktest')} lead={t('lead')} actions={<StartRunButton kind="POLICY_BACKTEST" isUnderWay={runs.some(isUnderWay)} />}>
      <Answered query={query} rows={12}>
        {({ policyBacktest }) => (
          <>
            <LatestRun run={runs.find(({ kind }) => kind === 'POLICY_BACKTEST')} />
            {policyBacktest ? <Walked backtest={policyBacktest} /> : <NotWalked />}
          </>
        )}
      </Answered>
    </Page>
  );
}

function NotWalked() {
  const { t } = useTranslation('policy-backtest');
  return (
    <Panel>
      <EmptyState title={t('none.title')} text={t('none.text')} />
    </Panel>
  );
}

function Walked({ backtest }: { backtest: Backtest }) {
  const { policies, currency } = backtest;
  return (
    <>
      <VerdictPanel backtest={backtest} />
      <div className={styles.cards}>
        {policies.map((outcome) => (
          <PolicyCard key={outcome.policy} outcome={outcome} currency={currency} />
        ))}
      </div>
      <div className={styles.grid}>
        <CostPanel policies={policies} currency={currency} />
        <RatioPanel policies={policies} />
      </div>
      <WorsePanel skus={backtest.worseSkus} currency={currency} competitor={bestCompetitor(policies)} />
    </>
  );
}

function VerdictPanel({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation('policy-backtest');
  const format = useFormat();
  const competitor = bestCompetitor(backtest.policies);
  const verdict = competitor && verdictOf(competitor);
  const period = t('verdict.period', { from: format.date(backtest.periodStart), to: format.date(backtest.periodEnd), ago: format.ago(backtest.finishedAt) });
  if (!competitor || !verdict) return null;
  const values = {
    policy: t(`policy.${competitor.policy}`),
    difference: format.percent(Math.abs((competitor.costRatio ?? 1) - 1)),
    low: format.signedPercent((competitor.costRatioLow ?? 1) - 1),
    high: format.signedPercent((competitor.costRatioHigh ?? 1) - 1),
  };
  return (
    <section className={styles.verdict} data-verdict={verdict}>
      <h2>{t(`verdict.${verdict}`, values)}</h2>
      <p>{t('verdict.interval', values)}</p>
      <p>{period}</p>
    </section>
  );
}
