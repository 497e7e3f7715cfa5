/** A refused row on a narrow window. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Tag } from '@/components/tag';
import type { RejectedRowPartsFragment } from '@/generated/graphql';

import styles from './ingestion.module.css';
import { Place, What } from './rejected-columns';

export function RejectedCard({ row, onOpen }: { row: RejectedRowPartsFragment; onOpen: () => void }) {
  const { t } = useTranslation('ingestion');
  return (
    <div className={styles.card}>
      <span className={styles.cardHead}>
        <Place row={row} />
        <Tag tone={row.resolvedAt ? 'good' : 'warn'}>{t(row.resolvedAt ? 'state.resolved' : `common:rejectionReason.${row.reason}`)}</Tag>
      </span>
      <What t={t} row={row} />
      <Button size="small" aria-label={t('openOf', { file: row.fileName, line: row.lineNo })} onClick={onOpen}>
        {t('open')}
      </Button>
    </div>
  );
}
