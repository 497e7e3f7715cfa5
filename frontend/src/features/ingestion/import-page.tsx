/** One uploaded file, from its arrival to the result of its rows. */

import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { ImportDetailsDocument, type ImportPartsFragment } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { DiscardButton } from './discard-button';
import { ImportForm } from './import-form';
import { ImportResult } from './import-result';
import { POLL_MS, STATE_TONES, canDiscard, isWorking } from './import-states';
import styles from './imports.module.css';
import { Tabs } from './tabs';

const PERCENT = 100;

export function ImportPage() {
  const { t, i18n } = useTranslation('ingestion');
  const id = useParams().id ?? '';
  const language = i18n.language === 'ko' ? 'KO' : 'EN';
  const query = useGraphQLQuery(ImportDetailsDocument, { id, language }, { staleTime: 0, refetchInterval: ({ state }) => (isWorking(state.data?.import?.state) ? POLL_MS : 0) });
  const found = query.data?.import;
  return (
    <Page
      title={found?.fileName ?? t('common:page.ingestion')}
      isTitleData={Boolean(found)}
      lead={found && <Lead upload={found} />}
      actions={found && canDiscard(found.state) && <DiscardButton id={found.id} fileName={found.fileName} />}
    >
      <Tabs />
      <Answered query={query}>{(data) => (data.import ? <Content upload={data.import} /> : <Gone />)}</Answered>
    </Page>
  );
}

function Lead({ upload }: { upload: ImportPartsFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  return (
    <>
      <Tag tone={STATE_TONES[upload.state]}>{t(`importState.${upload.state}`)}</Tag> {format.dateTime(upload.uploadedAt)} · <span translate="no">{upload.uploadedBy}</span>
    </>
  );
}

function Gone() {
  const { t } = useTranslation('ingestion');
  return <EmptyState title={t('upload.gone')} text={t('upload.goneText')} action={<Link to="/imports">{t('upload.all')}</Link>} />;
}

function Content({ upload }: { upload: ImportPartsFragment }) {
  if (isWorking(upload.state)) return <Working upload={upload} />;
  if (upload.state === 'DONE') return <ImportResult upload={upload} />;
  if (upload.state === 'FAILED') return <Failed upload={upload} />;
  if (upload.state === 'DISCARDED') return <Discarded />;
  // Read again, it begins with what the server knows now.
  return <ImportForm key={JSON.stringify([upload.answers, upload.description?.questions])} upload={upload} />;
}

function Working({ upload }: { upload: ImportPartsFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const { progress, state } = upload;
  const share = progress && progress.total > 0 ? Math.floor((PERCENT * progress.done) / progress.total) : 0;
  return (
    <Panel title={t(`working.${state as 'READING'}`)} note={t('working.note')}>
      <Progress percent={share} status="active" showInfo={share > 0} aria-label={t(`working.${state as 'READING'}`)} />
      <p className={styles.plain} role="status">
        {progress && progress.total > 0 ? t('loading.rows', { done: format.units(progress.done), total: format.units(progress.total) }) : t('working.wait')}
      </p>
    </Panel>
  );
}

function Failed({ upload }: { upload: ImportPartsFragment }) {
  const { t, i18n } = useTranslation('ingestion');
  const { failure } = upload;
  return (
    <Panel title={t('failed.title')} note={t('failed.note')}>
      {failure && (
        <div role="alert" className={styles.stack}>
          <strong>{i18n.language === 'ko' ? failure.messageKo : failure.message}</strong>
          {failure.line !== null && <span>{t('failed.line', { line: failure.line })}</span>}
          {failure.column !== null && <span>{t('failed.column', { column: failure.column })}</span>}
        </div>
      )}
      <Link to="/imports">{t('upload.another')}</Link>
    </Panel>
  );
}

function Discarded() {
  const { t } = useTranslation('ingestion');
  return <EmptyState title={t('upload.discarded')} text={t('upload.discardedText')} action={<Link to="/imports">{t('upload.another')}</Link>} />;
}
