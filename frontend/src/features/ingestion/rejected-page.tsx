/** Refused rows: file and line, reason, and whether a later import loaded them. */

import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar, OneFilter } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { RejectionReasonValues } from '@/generated/enums';
import { RejectedRowCountDocument, type RejectedRowPartsFragment, RejectedRowsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { usePaging, useUrlState } from '@/lib/url-state';

import { REJECTED_FILTERS, type RejectedFilters, TABLES, rejectedFilter } from './filters';
import { RejectedCard } from './rejected-card';
import { rejectedColumns } from './rejected-columns';
import { RowDrawer } from './row-drawer';
import { Tabs } from './tabs';
import { useRejectedExport } from './use-rejected-export';

const PAGE_SIZE = 30;
const STATES = ['open', 'resolved', 'all'] as const;

export function RejectedPage() {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const [values, change] = useUrlState(REJECTED_FILTERS);
  const paging = usePaging();
  const [opened, setOpened] = useState<RejectedRowPartsFragment | null>(null);
  const filter = rejectedFilter(values);
  const query = useGraphQLQuery(RejectedRowsDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const count = useGraphQLQuery(RejectedRowCountDocument, { filter });
  const file = useRejectedExport(filter);
  const columns = useMemo(() => rejectedColumns(t, format, setOpened), [t, format]);
  const isNarrowed = values.table.length + values.reason.length > 0 || values.batch !== '' || values.state !== 'open';
  const reset = () => change({ table: [], reason: [], state: 'open', batch: '' });
  return (
    <Page
      title={t('rejected.title')}
      lead={t('rejected.lead')}
      actions={
        <Button icon={<DownloadOutlined aria-hidden />} loading={file.count !== null} onClick={() => void file.save()}>
          {file.count ? t('export.rows', { rows: format.units(file.count) }) : t('export.csv')}
        </Button>
      }
    >
      <Tabs />
      <Filters values={values} change={change} onReset={isNarrowed ? reset : undefined} />
      <Panel isFlush>
        <KeysetTable
          label={t('rejected.title')}
          query={query}
          select={(data) => data.rejectedRows}
          columns={columns}
          rowKey={(row) => row.id}
          card={(row) => <RejectedCard row={row} onOpen={() => setOpened(row)} />}
          paging={paging}
          total={count.data?.rejectedRows.totalCount}
          empty={
            <EmptyState
              title={t(isNarrowed ? 'empty.filteredTitle' : 'rejected.none')}
              text={t(isNarrowed ? 'empty.filtered' : 'rejected.noneText')}
              action={isNarrowed && <Button onClick={reset}>{t('common:filter.reset')}</Button>}
            />
          }
        />
      </Panel>
      {opened && <RowDrawer row={opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

type FiltersProps = { values: RejectedFilters; change: (changes: Partial<RejectedFilters>) => void; onReset?: () => void };

function Filters({ values, change, onReset }: FiltersProps) {
  const { t } = useTranslation('ingestion');
  return (
    <FilterBar onReset={onReset}>
      <OneFilter label={t('filter.state')} value={values.state} options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))} onChange={(state) => change({ state })} />
      <ChoiceFilter
        label={t('column.reason')}
        value={values.reason}
        options={RejectionReasonValues.map((value) => ({ value, label: t(`common:rejectionReason.${value}`) }))}
        onChange={(reason) => change({ reason })}
      />
      <ChoiceFilter label={t('column.table')} value={values.table} options={TABLES.map((value) => ({ value, label: t(`table.${value}`) }))} onChange={(table) => change({ table })} />
      {values.batch && <Tag tone="accent">{t('filter.oneFile')}</Tag>}
    </FilterBar>
  );
}
