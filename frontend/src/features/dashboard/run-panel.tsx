/** The last run: where the figures come from. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { RawText } from '@/components/raw-text';
import { Answered, EmptyState } from '@/components/states';
import { RunStatusTag } from '@/components/status-tags';
import { DashboardRunsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './dashboard.module.css';

export function RunPanel() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const query = useGraphQLQuery(DashboardRunsDocument, {});
  return (
    <Panel title={t('run.title')} actions={<Link to="/runs">{t('run.all')}</Link>}>
      <Answered query={query} rows={2}>
        {({ pipelineRuns }) => {
          const [run] = pipelineRuns.nodes;
          if (!run) return <EmptyState title={t('run.none')} />;
          return (
            <div className={styles.run}>
              <RunStatusTag value={run.status} />
              <span>{t('run.of', { day: format.date(run.logicalDate) })}</span>
              <span className={styles.detail}>{format.ago(run.finishedAt ?? run.startedAt)}</span>
              {run.error && (
                <div className={styles.error}>
                  {t(`common:runError.${run.errorCode ?? 'unknown'}`)}
                  <RawText text={run.error} />
                </div>
              )}
            </div>
          );
        }}
      </Answered>
    </Panel>
  );
}
