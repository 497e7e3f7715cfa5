/** Uploaded files that are not imported yet, and those that ended last. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { Tag } from '@/components/tag';
import { type ImportRowFragment, ImportsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { POLL_MS, STATE_TONES, isWaiting, isWorking } from './import-states';
import styles from './imports.module.css';

const PAGE_SIZE = 10;

export function UploadsPanel() {
  const { t } = useTranslation('ingestion');
  const query = useGraphQLQuery(ImportsDocument, { first: PAGE_SIZE, after: null }, { refetchInterval: ({ state }) => (state.data?.imports.nodes.some((each) => isWorking(each.state)) ? POLL_MS : 0) });
  const nodes = query.data?.imports.nodes ?? [];
  if (nodes.length === 0) return null;
  return (
    <Panel title={t('uploads.title')} note={t('uploads.note')} isFlush>
      <ul className={styles.uploads} aria-label={t('uploads.title')}>
        {nodes.map((each) => (
          <UploadRow key={each.id} upload={each} />
        ))}
      </ul>
    </Panel>
  );
}

function UploadRow({ upload }: { upload: ImportRowFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const { progress, state } = upload;
  return (
    <li>
      <span className={styles.uploadName}>
        <Link to={`/imports/${upload.id}`} translate="no">
          {upload.fileName}
        </Link>
        <small>
          {format.ago(upload.uploadedAt)} · <span translate="no">{upload.uploadedBy}</span>
          {progress && progress.total > 0 && ` · ${t('loading.rows', { done: format.units(progress.done), total: format.units(progress.total) })}`}
        </small>
      </span>
      <Tag tone={STATE_TONES[state]}>{t(`importState.${state}`)}</Tag>
      {isWaiting(state) && (
        <Link to={`/imports/${upload.id}`}>
          <Button size="small" tabIndex={-1} type="primary">
            {t(state === 'ASKING' ? 'uploads.answer' : 'uploads.check')}
          </Button>
        </Link>
      )}
    </li>
  );
}
