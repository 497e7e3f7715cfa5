/** The columns of the list of refused rows. */

import { Button } from 'antd';
import type { TFunction } from 'i18next';

import type { Column } from '@/components/keyset-table';
import { Tag } from '@/components/tag';
import type { RejectedRowPartsFragment } from '@/generated/graphql';
import { type Format, UNKNOWN } from '@/lib/format';

import styles from './ingestion.module.css';
import { TableName } from './table-name';

type Row = RejectedRowPartsFragment;

export function rejectedColumns(t: TFunction<'ingestion'>, format: Format, onOpen: (row: Row) => void): Column<Row>[] {
  return [
    { key: 'place', title: t('column.place'), render: (row) => <Place row={row} /> },
    { key: 'reason', title: t('column.reason'), render: (row) => <Tag tone={row.resolvedAt ? 'neutral' : 'warn'}>{t(`common:rejectionReason.${row.reason}`)}</Tag> },
    { key: 'what', title: t('column.what'), render: (row) => <What t={t} row={row} /> },
    { key: 'state', title: t('column.state'), render: (row) => <StateOf t={t} format={format} row={row} /> },
    {
      key: 'actions',
      title: t('column.actions'),
      render: (row) => (
        <Button size="small" aria-label={t('openOf', { file: row.fileName, line: row.lineNo })} onClick={() => onOpen(row)}>
          {t('open')}
        </Button>
      ),
    },
  ];
}

/** File and line, as an editor would show them. */
export function Place({ row }: { row: Row }) {
  return (
    <span className={styles.file}>
      <strong translate="no">
        {row.fileName}:{row.lineNo}
      </strong>
      <small>
        <TableName name={row.tableName} />
      </small>
    </span>
  );
}

/** What is wrong, in the page's language, and the value that is. */
export function What({ t, row }: { t: TFunction<'ingestion'>; row: Row }) {
  const cell = row.cells.find(({ column }) => column === row.column);
  return (
    <span className={styles.what}>
      <span>{t(`wrong.${row.reason}`)}</span>
      {cell && (
        <code translate="no">
          {cell.column} = {cell.value ?? UNKNOWN}
        </code>
      )}
    </span>
  );
}

export function StateOf({ t, format, row }: { t: TFunction<'ingestion'>; format: Format; row: Row }) {
  if (!row.resolvedAt) return <Tag tone="high">{t('state.open')}</Tag>;
  return (
    <span className={styles.file}>
      <Tag tone="good">{t('state.resolved')}</Tag>
      <small>{format.dateTime(row.resolvedAt)}</small>
    </span>
  );
}
