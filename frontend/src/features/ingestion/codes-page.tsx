/** Codes of marketplaces that no SKU is known for: their sales wait until they are matched. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';
import { type UnknownCodeRowFragment, UnknownCodesDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { usePaging } from '@/lib/url-state';

import styles from './imports.module.css';
import own from './ingestion.module.css';
import { MatchForm } from './match-form';
import { Tabs } from './tabs';

const PAGE_SIZE = 30;

export const codeKey = ({ code, option, channel }: UnknownCodeRowFragment): string => JSON.stringify([code, option, channel]);

export function CodesPage() {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const paging = usePaging();
  const query = useGraphQLQuery(UnknownCodesDocument, { first: PAGE_SIZE, after: paging.after });
  const columns = useMemo(
    () => [
      { key: 'code', title: t('codes.code'), render: (row: UnknownCodeRowFragment) => <CodeName row={row} /> },
      { key: 'lines', title: t('codes.lines'), isNumber: true, render: (row: UnknownCodeRowFragment) => format.units(row.lines) },
      { key: 'units', title: t('codes.units'), isNumber: true, render: (row: UnknownCodeRowFragment) => format.units(row.units) },
      { key: 'days', title: t('codes.days'), render: (row: UnknownCodeRowFragment) => `${format.date(row.firstDay)} – ${format.date(row.lastDay)}` },
      { key: 'match', title: t('codes.match'), render: (row: UnknownCodeRowFragment) => <MatchForm row={row} /> },
    ],
    [t, format],
  );
  return (
    <Page title={t('codes.title')} lead={t('codes.lead')}>
      <Tabs />
      <Panel isFlush>
        <KeysetTable
          label={t('codes.title')}
          query={query}
          select={(data) => data.unknownCodes}
          columns={columns}
          rowKey={codeKey}
          card={(row) => (
            <div className={own.card}>
              <CodeName row={row} />
              <small>
                {t('codes.sales', { lines: format.units(row.lines), units: format.units(row.units) })} · {format.date(row.firstDay)} – {format.date(row.lastDay)}
              </small>
              <MatchForm row={row} />
            </div>
          )}
          paging={paging}
          empty={<EmptyState title={t('codes.none')} text={t('codes.noneText')} />}
        />
      </Panel>
    </Page>
  );
}

function CodeName({ row }: { row: UnknownCodeRowFragment }) {
  const { t } = useTranslation('ingestion');
  return (
    <span className={styles.uploadName}>
      <strong translate="no">{row.code}</strong>
      <small>
        <span translate="no">{[row.option, row.channel].filter(Boolean).join(' · ') || t('codes.noChannel')}</span>
      </small>
    </span>
  );
}
