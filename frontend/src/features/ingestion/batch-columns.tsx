/** The columns of the list of files. */

import type { TFunction } from 'i18next';
import { Link } from 'react-router';

import type { Column } from '@/components/keyset-table';
import { Tag, type Tone } from '@/components/tag';
import type { ImportStatus, RejectionReason } from '@/generated/enums';
import type { BatchRowFragment } from '@/generated/graphql';
import type { Format } from '@/lib/format';

import styles from './ingestion.module.css';
import { RowsBar } from './rows-bar';
import { TableName } from './table-name';

const TONES: Record<ImportStatus, Tone> = { LOADED: 'good', UNCHANGED: 'neutral', REFUSED: 'bad', FAILED: 'bad' };

/** Assumptions of several words explain a column's default; they are in the tooltip. */
const SENTENCE = / /;

type T = TFunction<'ingestion'>;

export function batchColumns(t: T, format: Format): Column<BatchRowFragment>[] {
  return [
    { key: 'file', title: t('column.file'), render: (batch) => <FileName batch={batch} /> },
    { key: 'at', title: t('column.at'), render: (batch) => format.dateTime(batch.startedAt) },
    { key: 'status', title: t('column.status'), render: (batch) => <StatusTag t={t} batch={batch} /> },
    { key: 'in', title: t('column.rowsIn'), isNumber: true, render: (batch) => format.units(batch.rowsIn) },
    { key: 'rows', title: t('column.rows'), render: (batch) => <RowsBar batch={batch} /> },
    { key: 'reasons', title: t('column.reasons'), render: (batch) => <Reasons t={t} format={format} batch={batch} /> },
  ];
}

export function FileName({ batch }: { batch: BatchRowFragment }) {
  return (
    <span className={styles.file}>
      <strong translate="no">{batch.fileName}</strong>
      <small>
        <TableName name={batch.tableName} />
      </small>
    </span>
  );
}

export function StatusTag({ t, batch }: { t: T; batch: BatchRowFragment }) {
  return <Tag tone={TONES[batch.status]}>{t(`common:importStatus.${batch.status}`)}</Tag>;
}

/** Refused rows by reason, with links; then the file's assumptions. */
export function Reasons({ t, format, batch }: { t: T; format: Format; batch: BatchRowFragment }) {
  return (
    <span className={styles.reasons}>
      {batch.reasons.map(({ name, count }) => (
        <Link key={name} to={`/imports/rejected?batch=${batch.id}&reason=${name}&state=all`} className={styles.reason}>
          {t(`common:rejectionReason.${name as RejectionReason}`)} {format.units(count)}
        </Link>
      ))}
      {batch.ignoredColumns.length > 0 && (
        <small>
          {t('ignored')} <span translate="no">{batch.ignoredColumns.join(', ')}</span>
        </small>
      )}
      {batch.assumptions.length > 0 && (
        <small>
          {t('assumed')}{' '}
          {batch.assumptions.map(({ name, value }) => (
            <span key={name} className={styles.assumption} translate="no" lang="en" title={value}>
              {SENTENCE.test(value) ? name : `${name} = ${value}`}
            </span>
          ))}
        </small>
      )}
      {batch.reasons.length + batch.ignoredColumns.length + batch.assumptions.length === 0 && <small>–</small>}
    </span>
  );
}
