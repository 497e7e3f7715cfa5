/** The list of SKUs. */

import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useColumnSettings } from '@/components/column-settings';
import { ChoiceFilter, FilterBar, OneFilter, SearchFilter } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { SavedViews } from '@/components/saved-views';
import { EmptyState } from '@/components/states';
import { AbcClassValues, DemandClassValues, LifecycleValues, type SkuOrder, SkuOrderValues, StockoutRiskValues } from '@/generated/enums';
import { SkuCountDocument, SkuFacetsDocument, type SkuRowFragment, SkusDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useDepletionText } from '@/lib/depletion';
import { useFormat } from '@/lib/format';
import { usePaging, useUrlState } from '@/lib/url-state';

import { ChosenBar } from './chosen-bar';
import { SkuCard } from './sku-card';
import { HIDDEN_AT_FIRST, skuColumns } from './sku-columns';
import { FILTERS, NO_FILTER, filterInput } from './sku-filters';
import styles from './sku-list.module.css';
import { useSkuExport } from './use-sku-export';
import { useSkuWorkbook } from './use-sku-workbook';

const PAGE_SIZE = 50;
const HOUR_MS = 3_600_000;

export function SkuListPage() {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const depletionText = useDepletionText();
  const [values, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const filter = filterInput(values);
  const { orderBy } = values;
  const rows = useGraphQLQuery(SkusDocument, { first: PAGE_SIZE, after: paging.after, filter, orderBy });
  // The total is requested after the rows, so that they don't wait for it.
  const count = useGraphQLQuery(SkuCountDocument, { filter }, { enabled: !rows.isPending && !rows.isPlaceholderData });
  const file = useSkuExport({ filter, orderBy });
  const workbook = useSkuWorkbook(filter, orderBy);
  const [chosen, setChosen] = useState<string[]>([]);
  const columns = useMemo(() => skuColumns(t, format, depletionText), [t, format, depletionText]);
  const { visible, control } = useColumnSettings('SKUS', columns, HIDDEN_AT_FIRST);
  return (
    <Page
      title={t('common:page.skus')}
      lead={t('lead')}
      actions={
        <>
          <SavedViews page="SKUS" />
          <Button icon={<DownloadOutlined aria-hidden />} loading={file.count !== null} onClick={() => void file.save()}>
            {file.count ? t('export.rows', { rows: format.units(file.count) }) : t('export.csv')}
          </Button>
          <Button icon={<DownloadOutlined aria-hidden />} loading={workbook.isWaiting} onClick={() => void workbook.save()}>
            {t('export.xlsx')}
          </Button>
          {control}
        </>
      }
    >
      <Filters values={values} change={change} isNarrowed={filter !== null} />
      <Panel isFlush>
        <KeysetTable
          label={t('common:page.skus')}
          query={rows}
          select={(data) => data.skus}
          columns={visible}
          rowKey={codeOf}
          rowClassName={rowClass}
          card={cardOf}
          paging={paging}
          total={count.isPlaceholderData ? undefined : count.data?.skus.totalCount}
          order={orderBy}
          onOrder={(order) => change({ orderBy: order as SkuOrder })}
          rowName={nameOf}
          selection={{ keys: chosen, onChange: setChosen }}
          empty={<EmptyState title={t('empty.title')} text={t(filter ? 'empty.filtered' : 'empty.none')} />}
        />
      </Panel>
      {chosen.length > 0 && <ChosenBar codes={chosen} onClear={() => setChosen([])} />}
    </Page>
  );
}

// Constants, so that rows render again only when they change.
const codeOf = (sku: SkuRowFragment) => sku.code;
const nameOf = (sku: SkuRowFragment) => sku.name;
const cardOf = (sku: SkuRowFragment) => <SkuCard sku={sku} />;

/** SKUs that are out of stock, or likely to be, stand out at the row's edge. */
function rowClass(sku: SkuRowFragment): string {
  const byRisk: Partial<Record<string, string>> = { STOCKED_OUT: styles.stockedOut, HIGH: styles.high };
  return byRisk[sku.stockoutRisk ?? ''] ?? '';
}

type FiltersProps = {
  values: ReturnType<typeof useUrlState<typeof FILTERS>>[0];
  change: ReturnType<typeof useUrlState<typeof FILTERS>>[1];
  isNarrowed: boolean;
};

function Filters({ values, change, isNarrowed }: FiltersProps) {
  const { t } = useTranslation('skus');
  const facets = useGraphQLQuery(SkuFacetsDocument, {}, { staleTime: HOUR_MS });
  const { categories = [], suppliers = [] } = facets.data?.skuFacets ?? {};
  return (
    <FilterBar onReset={isNarrowed ? () => change(NO_FILTER) : undefined}>
      <SearchFilter label={t('filter.search')} value={values.search} onChange={(search) => change({ search })} />
      <ChoiceFilter
        label={t('column.risk')}
        value={values.risk}
        options={StockoutRiskValues.map((value) => ({ value, label: t(`common:risk.${value}`) }))}
        onChange={(risk) => change({ risk })}
      />
      <ChoiceFilter label={t('column.category')} value={values.category} options={categories} isLoading={facets.isPending} onChange={(category) => change({ category })} />
      <ChoiceFilter label={t('column.supplier')} value={values.supplier} options={suppliers} isLoading={facets.isPending} onChange={(supplier) => change({ supplier })} />
      <ChoiceFilter
        label={t('column.abc')}
        value={values.abc}
        options={AbcClassValues.map((value) => ({ value, label: value }))}
        onChange={(abc) => change({ abc })}
      />
      <ChoiceFilter
        label={t('column.lifecycle')}
        value={values.lifecycle}
        options={LifecycleValues.map((value) => ({ value, label: t(`common:lifecycle.${value}`) }))}
        onChange={(lifecycle) => change({ lifecycle })}
      />
      <ChoiceFilter
        label={t('column.demandClass')}
        value={values.demandClass}
        options={DemandClassValues.map((value) => ({ value, label: t(`common:demandClass.${value}`) }))}
        onChange={(demandClass) => change({ demandClass })}
      />
      <OneFilter
        label={t('filter.order')}
        value={values.orderBy}
        options={SkuOrderValues.map((value) => ({ value, label: t(`order.${value}`) }))}
        onChange={(orderBy) => change({ orderBy })}
      />
    </FilterBar>
  );
}
