/** The anomalies, the newest first. */

import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { SavedViews } from '@/components/saved-views';
import { EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { AnomalyStatusValues, AnomalyTypeValues, SeverityValues } from '@/generated/enums';
import { AnomaliesDocument, AnomalyCountDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { usePaging, useUrlState } from '@/lib/url-state';

import { AnomalyCard } from './anomaly-card';
import { anomalyColumns } from './anomaly-columns';
import { type AnomalyFilters, FILTERS, NO_FILTER, filterInput } from './anomaly-filters';
import styles from './anomalies.module.css';

const PAGE_SIZE = 30;

export function AnomaliesPage() {
  const { t } = useTranslation('anomalies');
  const format = useFormat();
  const [values, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const filter = filterInput(values);
  const rows = useGraphQLQuery(AnomaliesDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const count = useGraphQLQuery(AnomalyCountDocument, { filter });
  const isBlank = filter === null && paging.isFirst && rows.data?.anomalies.nodes.length === 0;
  const columns = useMemo(() => anomalyColumns(t, format), [t, format]);
  return (
    <Page title={t('common:page.anomalies')} lead={t('lead')} actions={<SavedViews page="ANOMALIES" />}>
      {!isBlank && <Filters values={values} change={change} isNarrowed={filter !== null} />}
      <Panel isFlush>
        <KeysetTable
          label={t('common:page.anomalies')}
          query={rows}
          select={(data) => data.anomalies}
          columns={columns}
          rowKey={(anomaly) => anomaly.id}
          rowClassName={({ severity, status }) => (status === 'OPEN' ? (styles[severity.toLowerCase()] ?? '') : '')}
          card={(anomaly) => <AnomalyCard anomaly={anomaly} />}
          paging={paging}
          total={count.data?.anomalies.totalCount}
          empty={
            <EmptyState
              title={t('empty.title')}
              text={t(filter ? 'empty.filtered' : 'empty.none')}
              action={filter && <Button onClick={() => change(NO_FILTER)}>{t('common:filter.reset')}</Button>}
            />
          }
        />
      </Panel>
    </Page>
  );
}

type FiltersProps = { values: AnomalyFilters; change: (changes: Partial<AnomalyFilters>) => void; isNarrowed: boolean };

function Filters({ values, change, isNarrowed }: FiltersProps) {
  const { t } = useTranslation('anomalies');
  return (
    <FilterBar onReset={isNarrowed ? () => change(NO_FILTER) : undefined}>
      <ChoiceFilter
        label={t('column.status')}
        value={values.status}
        options={AnomalyStatusValues.map((value) => ({ value, label: t(`common:anomalyStatus.${value}`) }))}
        onChange={(status) => change({ status })}
      />
      <ChoiceFilter
        label={t('column.severity')}
        value={values.severity}
        options={SeverityValues.toReversed().map((value) => ({ value, label: t(`common:severity.${value}`) }))}
        onChange={(severity) => change({ severity })}
      />
      <ChoiceFilter
        label={t('column.type')}
        value={values.type}
        options={AnomalyTypeValues.map((value) => ({ value, label: t(`common:anomalyType.${value}`) }))}
        onChange={(type) => change({ type })}
      />
      <DatePicker.RangePicker
        aria-label={t('filter.days')}
        placeholder={[t('filter.from'), t('filter.to')]}
        allowEmpty={[true, true]}
        value={[values.from ? dayjs(values.from) : null, values.to ? dayjs(values.to) : null]}
        onChange={(days) => change({ from: days?.[0]?.format('YYYY-MM-DD') ?? null, to: days?.[1]?.format('YYYY-MM-DD') ?? null })}
      />
      {values.sku.length > 0 && (
        <Tag tone="accent">
          <span translate="no">{values.sku.join(', ')}</span>
        </Tag>
      )}
    </FilterBar>
  );
}
