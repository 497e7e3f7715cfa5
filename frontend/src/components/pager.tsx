/** The pager of a keyset list: first, next and previous page. */

import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';
import type { Paging } from '@/lib/url-state';

import styles from './pager.module.css';

type Props = {
  paging: Paging;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  count: number;
  total?: number;
};

export function Pager({ paging, pageInfo, count, total }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { hasNextPage, endCursor } = pageInfo;
  return (
    <nav className={styles.pager} aria-label={t('pager.label')}>
      <span className={styles.count}>
        {total === undefined
          ? t('pager.rows', { rows: format.units(count) })
          : t('pager.rowsOf', { rows: format.units(count), total: format.units(total) })}
      </span>
      <Button size="small" type="text" disabled={paging.isFirst} aria-label={t('pager.first')} icon={<VerticalRightOutlined />} onClick={paging.first} />
      <Button size="small" disabled={paging.isFirst} icon={<LeftOutlined aria-hidden />} onClick={paging.back}>
        {t('pager.back')}
      </Button>
      <Button
        size="small"
        disabled={!hasNextPage || !endCursor}
        icon={<RightOutlined aria-hidden />}
        iconPlacement="end"
        onClick={() => endCursor && paging.next(endCursor)}
      >
        {t('pager.next')}
      </Button>
    </nav>
  );
}
