/** The list of purchase orders. */

import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { ChoiceFilter, FilterBar, SearchFilter } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { LinkButton } from '@/components/link-button';
import { NeedsSteps } from '@/components/needs-run';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { SavedViews } from '@/components/saved-views';
import { EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { PurchaseOrderStateValues } from '@/generated/enums';
import { type OrderRowFragment, OrderSuppliersDocument, PurchaseOrderCountDocument, PurchaseOrdersDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';
import { useAsOf } from '@/lib/published-run';
import { usePaging, useUrlState } from '@/lib/url-state';

import { OrderCard } from './order-card';
import { orderColumns } from './order-columns';
import { FILTERS, NO_FILTER, type OrderFilters, filterInput } from './order-filters';
import { OrdersBar } from './orders-bar';

const PAGE_SIZE = 30;
const HOUR_MS = 3_600_000;

export function OrdersPage() {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const [values, change] = useUrlState(FILTERS);
  const paging = usePaging();
  // A link or a shared view may ask for what depends on amounts; users who don't see them get the list without it.
  const filter = filterInput(useSeesCosts() ? values : { ...values, split: 'all' });
  const rows = useGraphQLQuery(PurchaseOrdersDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const count = useGraphQLQuery(PurchaseOrderCountDocument, { filter });
  const isBlank = filter === null && paging.isFirst && rows.data?.purchaseOrders.nodes.length === 0;
  const hasFigures = useAsOf() !== null;
  const [chosen, setChosen] = useState<ReadonlyMap<string, OrderRowFragment>>(new Map());
  // Chosen orders on this page are shown as loaded now.
  const latest = new Map(rows.data?.purchaseOrders.nodes.map((order) => [order.id, order]));
  const orders = [...chosen.values()].map((order) => latest.get(order.id) ?? order);
  const columns = useMemo(() => orderColumns(t, format), [t, format]);
  return (
    <Page
      title={t('common:page.purchasing')}
      lead={t('lead')}
      actions={
        <>
          {(hasFigures || !isBlank) && <SavedViews page="PURCHASE_ORDERS" />}
          {hasFigures && (
            <LinkButton to="/purchase-orders/new" icon={<PlusOutlined aria-hidden />} isPrimary>
              {t('new')}
            </LinkButton>
          )}
        </>
      }
    >
      {!isBlank && <Filters values={values} change={change} isNarrowed={filter !== null} />}
      <Panel isFlush>
        <KeysetTable
          label={t('common:page.purchasing')}
          query={rows}
          select={(data) => data.purchaseOrders}
          columns={columns}
          rowKey={(order) => order.id}
          rowName={(order) => order.orderNo}
          selection={{ keys: [...chosen.keys()], onChange: (keys, shown) => setChosen(chosenOf(keys, shown, chosen)) }}
          card={(order) => <OrderCard order={order} />}
          paging={paging}
          total={count.data?.purchaseOrders.totalCount}
          empty={
            isBlank && !hasFigures ? (
              <NeedsSteps text={t('components:needsRun.orders')} />
            ) : (
              <EmptyState
                title={t('empty.title')}
                text={t(filter ? 'empty.filtered' : 'empty.none')}
                action={filter ? <Button onClick={() => change(NO_FILTER)}>{t('common:filter.reset')}</Button> : <Link to="/recommendations">{t('empty.recommendations')}</Link>}
              />
            )
          }
        />
      </Panel>
      <OrdersBar
        orders={orders}
        onClear={() => setChosen(new Map())}
        onDone={(refused) => setChosen(new Map([...chosen].filter(([id]) => refused.has(id))))}
      />
    </Page>
  );
}

/** The rows of these keys, across pages. */
function chosenOf(keys: readonly string[], shown: readonly (OrderRowFragment | undefined)[], before: ReadonlyMap<string, OrderRowFragment>) {
  const rows = new Map(shown.flatMap((row): [string, OrderRowFragment][] => (row ? [[row.id, row]] : [])));
  return new Map(
    keys.flatMap((key): [string, OrderRowFragment][] => {
      const row = rows.get(key) ?? before.get(key);
      return row ? [[key, row]] : [];
    }),
  );
}

type FiltersProps = { values: OrderFilters; change: (changes: Partial<OrderFilters>) => void; isNarrowed: boolean };

function Filters({ values, change, isNarrowed }: FiltersProps) {
  const { t } = useTranslation('purchasing');
  const suppliers = useGraphQLQuery(OrderSuppliersDocument, {}, { staleTime: HOUR_MS });
  const seesCosts = useSeesCosts();
  return (
    <FilterBar onReset={isNarrowed ? () => change(NO_FILTER) : undefined}>
      <SearchFilter label={t('filter.search')} value={values.search} onChange={(search) => change({ search })} />
      <ChoiceFilter
        label={t('column.state')}
        value={values.state}
        options={PurchaseOrderStateValues.map((value) => ({ value, label: t(`common:orderState.${value}`) }))}
        onChange={(state) => change({ state })}
      />
      <ChoiceFilter
        label={t('column.supplier')}
        value={values.supplier}
        options={suppliers.data?.skuFacets?.suppliers ?? []}
        isLoading={suppliers.isPending}
        onChange={(supplier) => change({ supplier })}
      />
      <Checkbox checked={values.whose === 'mine'} onChange={({ target }) => change({ whose: target.checked ? 'mine' : 'all' })}>
        {t('filter.mine')}
      </Checkbox>
      {seesCosts && (
        <Checkbox checked={values.split === 'suspect'} onChange={({ target }) => change({ split: target.checked ? 'suspect' : 'all' })}>
          {t('filter.split')}
        </Checkbox>
      )}
      {values.sku.length > 0 && (
        <Tag tone="accent">
          {t('filter.sku')} <span translate="no">{values.sku.join(', ')}</span>
        </Tag>
      )}
    </FilterBar>
  );
}
