/** Runs of the pipeline: what each did, how long it took and what it met. */

import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Pager } from '@/components/pager';
import { Answered, EmptyState } from '@/components/states';
import { RunsDocument } from '@/generated/graphql';
import { useAsk } from '@/lib/api';
import { usePaging } from '@/lib/url-state';

import { RunPanel } from './run-panel';

const PAGE_SIZE = 10;
const WATCH_MS = 3000;
const REST_MS = 30_000;

export function RunsPage() {
  const { t } = useTranslation('pipeline');
  const paging = usePaging();
  const variables = { first: PAGE_SIZE, after: paging.after };
  const query = useAsk(RunsDocument, variables, { refetchInterval: REST_MS });
  const isRunning = query.data?.pipelineRuns.nodes.some(({ status }) => status === 'RUNNING' || status === 'QUEUED') ?? false;
  // While a run is under way its steps are looked at more often.
  useAsk(RunsDocument, variables, { enabled: isRunning, refetchInterval: WATCH_MS });
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Answered query={query} rows={8}>
        {({ pipelineRuns: { nodes, pageInfo }, publishedRun }) =>
          nodes.length === 0 ? (
            <EmptyState title={t('none.title')} text={t('none.text')} />
          ) : (
            <>
              {nodes.map((run, place) => (
                <RunPanel key={run.id} run={run} isServed={run.id === publishedRun?.id} isOpen={place === 0 && paging.isFirst} />
              ))}
              <Pager paging={paging} pageInfo={pageInfo} count={nodes.length} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}
