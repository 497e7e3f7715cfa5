/** The pipeline runs: steps, durations, warnings and errors. */

import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { NeedsSteps } from '@/components/needs-run';
import { Page } from '@/components/page';
import { Pager } from '@/components/pager';
import { Panel } from '@/components/panel';
import { StartRunButton } from '@/components/start-run-button';
import { Answered } from '@/components/states';
import { RunProgressDocument, RunsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useLive } from '@/lib/live';
import { usePaging } from '@/lib/url-state';

import { RunPanel } from './run-panel';

const PAGE_SIZE = 10;
const WATCH_MS = 3000;
const REST_MS = 30_000;

export function RunsPage() {
  const { t } = useTranslation('pipeline');
  const paging = usePaging();
  const variables = { first: PAGE_SIZE, after: paging.after };
  const client = useQueryClient();
  const query = useGraphQLQuery(RunsDocument, variables, { refetchInterval: REST_MS });
  const isUnderWay = query.data?.pipelineRuns.nodes.some(({ status }) => status === 'RUNNING' || status === 'QUEUED') ?? false;
  const isLive = useLive(RunProgressDocument, {}, isUnderWay, () => void client.invalidateQueries({ queryKey: ['Runs'] }));
  // Without a subscription, a run under way is polled more often.
  useGraphQLQuery(RunsDocument, variables, { enabled: isUnderWay && !isLive, refetchInterval: WATCH_MS });
  const hasNone = query.data?.pipelineRuns.nodes.length === 0 && paging.isFirst;
  return (
    <Page title={t('common:page.pipeline')} lead={t('lead')} actions={!hasNone && <StartRunButton kind="NIGHTLY" isUnderWay={isUnderWay} />}>
      <Answered query={query} rows={8}>
        {({ pipelineRuns: { nodes, pageInfo }, publishedRun }) =>
          nodes.length === 0 ? (
            <Panel>
              <NeedsSteps text={t('components:needsRun.runs')} />
            </Panel>
          ) : (
            <>
              {nodes.map((run, place) => (
                <RunPanel key={run.id} run={run} publishedId={publishedRun?.id ?? null} isOpen={place === 0 && paging.isFirst} />
              ))}
              <Pager paging={paging} pageInfo={pageInfo} count={nodes.length} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}
