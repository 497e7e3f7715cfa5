/** What became of the file's rows, and what comes next. */

import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { RunProgress } from '@/components/run-progress';
import { StartRunButton } from '@/components/start-run-button';
import { useAction } from '@/components/use-action';
import { type ImportPartsFragment, LatestRunDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { download } from '@/lib/download';
import { useFormat } from '@/lib/format';

import { FileName, Reasons, StatusTag } from './batch-columns';
import { useWordText } from './field-name';
import { POLL_MS } from './import-states';
import styles from './imports.module.css';
import own from './ingestion.module.css';
import { RowsBar } from './rows-bar';

export function ImportResult({ upload }: { upload: ImportPartsFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const textOf = useWordText();
  return (
    <>
      <Panel title={t('result.title')} note={t('result.note')}>
        <ul className={styles.results} aria-label={t('result.title')}>
          {upload.files.map((batch) => (
            <li key={batch.id} className={own.card}>
              <span className={own.cardHead}>
                <FileName batch={batch} />
                <StatusTag t={t} batch={batch} />
              </span>
              <RowsBar batch={batch} />
              {batch.reasons.length + batch.assumptions.length + batch.ignoredColumns.length > 0 && <Reasons t={t} format={format} batch={batch} />}
            </li>
          ))}
        </ul>
        {upload.setAside.length > 0 && (
          <p className={styles.plain}>
            {t('result.setAside')} {upload.setAside.map(({ name, count }) => `${textOf('setAside', name)} ${format.units(count)}`).join(' · ')}
          </p>
        )}
        {upload.refusedFile && <Refused upload={upload} path={upload.refusedFile} />}
      </Panel>
      <Next />
    </>
  );
}

function Refused({ upload, path }: { upload: ImportPartsFragment; path: string }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const name = `refused-${upload.fileName.replace(/\.[^.]*$/, '')}${path.slice(path.lastIndexOf('.'))}`;
  const { run, isPending } = useAction(() => download(path, name), { reload: [] });
  return (
    <div className={styles.refused}>
      <span>{t('result.refused', { rows: format.units(upload.refusedRows) })}</span>
      <Button icon={<DownloadOutlined aria-hidden />} loading={isPending} onClick={() => void run()}>
        {t('result.refusedFile')}
      </Button>
      <Link to="/imports/rejected">{t('result.refusedList')}</Link>
    </div>
  );
}

function Next() {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const query = useGraphQLQuery(LatestRunDocument, {}, { refetchInterval: ({ state }) => (isUnderWay(state.data?.pipelineRuns.nodes[0]?.status) ? POLL_MS : 0) });
  const latest = query.data?.pipelineRuns.nodes[0];
  const published = query.data?.publishedRun;
  return (
    <Panel title={t('next.title')}>
      <p className={styles.plain}>{t('next.text')}</p>
      <div className={styles.bottom}>
        <StartRunButton kind="NIGHTLY" isUnderWay={isUnderWay(latest?.status)} />
        <Link to="/imports">{t('upload.another')}</Link>
      </div>
      {latest && <RunProgress run={latest} />}
      {published && !isUnderWay(latest?.status) && (
        <p className={styles.plain}>
          {t('next.published', { date: format.date(published.logicalDate) })} <Link to="/skus">{t('next.skus')}</Link> · <Link to="/recommendations">{t('next.recommendations')}</Link>
        </p>
      )}
    </Panel>
  );
}

const isUnderWay = (status: string | undefined) => status === 'QUEUED' || status === 'RUNNING';
