/** A refused row: what is wrong, how to fix it, and all its values. */

import { LockOutlined } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import { RawText } from '@/components/raw-text';
import type { RejectedRowPartsFragment } from '@/generated/graphql';
import { UNKNOWN, useFormat } from '@/lib/format';
import { useNarrow } from '@/lib/use-narrow';

import styles from './ingestion.module.css';
import { StateOf } from './rejected-columns';
import { TableName } from './table-name';

const WIDTH = 520;

export function RowDrawer({ row, onClose }: { row: RejectedRowPartsFragment; onClose: () => void }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const isNarrow = useNarrow();
  const hasMasked = row.cells.some(({ isMasked }) => isMasked);
  return (
    <Drawer
      open
      title={
        <span translate="no">
          {row.fileName}:{row.lineNo}
        </span>
      }
      size={isNarrow ? '100%' : WIDTH}
      closable={{ 'aria-label': t('common:action.close') }}
      onClose={onClose}
    >
      <div className={styles.verdict}>
        <strong>{t(`common:rejectionReason.${row.reason}`)}</strong>
        <p>{t(`wrong.${row.reason}`)}</p>
        <p>{t(`help.${row.reason}`)}</p>
        <RawText text={row.message} />
        <StateOf t={t} format={format} row={row} />
      </div>
      <h2 className={styles.heading}>
        <TableName name={row.tableName} />
      </h2>
      <dl className={styles.cells} translate="no">
        {row.cells.map((cell) => (
          <div key={cell.column} className={cell.column === row.column ? styles.wrong : undefined}>
            <dt>{cell.column}</dt>
            <dd>
              {cell.value || UNKNOWN} {cell.isMasked && <LockOutlined aria-hidden />}
            </dd>
          </div>
        ))}
      </dl>
      {hasMasked && (
        <p className={styles.masked}>
          <LockOutlined aria-hidden /> {t('masked')}
        </p>
      )}
    </Drawer>
  );
}
