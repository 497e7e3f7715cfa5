/** What to order: looked at, chosen, and made into orders split by supplier. */

import { WalletOutlined } from '@ant-design/icons';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { KeysetTable } from '@/components/keyset-table';
import { LinkButton } from '@/components/link-button';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { SavedViews } from '@/components/saved-views';
import { EmptyState } from '@/components/states';
import { StockUnknown } from '@/components/stock-unknown';
import type { RecommendationOrder } from '@/generated/enums';
import { KnownStockDocument, RecommendationCountDocument, RecommendationsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';
import { useAsOf } from '@/lib/published-run';
import { usePaging, useUrlState } from '@/lib/url-state';
import { useNarrow } from '@/lib/use-narrow';

import { FilterFields } from './filter-fields';
import { FILTERS, filterInput } from './filters';
import { OrderBar } from './order-bar';
import { OrderDialog } from './order-dialog';
import { RecommendationCard } from './recommendation-card';
import cardStyles from './recommendation-card.module.css';
import { recommendationColumns } from './recommendation-columns';
import { type Row, bySupplier, canBeOrdered, useSelection } from './selection';

const PAGE_SIZE = 24;

export function RecommendationsPage() {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const asOf = useAsOf();
  const seesCosts = useSeesCosts();
  const isNarrow = useNarrow();
  const [values, change] = useUrlState(FILTERS);
  // A narrow window has no room for a table.
  const isTable = values.view === 'table' && !isNarrow;
  const paging = usePaging();
  const selection = useSelection();
  const [isOrdering, setIsOrdering] = useState(false);
  const filter = filterInput(values);
  const isReversed = values.direction === 'reversed';
  /** Choosing the same heading again reverses the order. */
  const order = (next: string) =>
    change({ orderBy: next as RecommendationOrder, direction: next === values.orderBy && !isReversed ? 'reversed' : 'usual' });
  const rows = useGraphQLQuery(RecommendationsDocument, { first: PAGE_SIZE, after: paging.after, filter, orderBy: values.orderBy, isReversed, seesCosts });
  const count = useGraphQLQuery(RecommendationCountDocument, { filter });
  const setup = useGraphQLQuery(KnownStockDocument, {}).data?.setup;
  const isStockUnknown = setup !== undefined && setup.products > 0 && setup.productsWithStock === 0;
  const columns = useMemo(() => recommendationColumns({ t, format, asOf, seesCosts }), [t, format, asOf, seesCosts]);
  const orders = useMemo(() => bySupplier([...selection.chosen.values()]), [selection.chosen]);
  const finish = () => {
    setIsOrdering(false);
    selection.clear();
  };
  const card = (row: Row) => (
    <RecommendationCard row={row} asOf={asOf} isChosen={selection.chosen.has(row.id)} onToggle={selection.toggle} />
  );
  const nothing = <EmptyState title={t('empty.title')} text={t('empty.text')} />;
  return (
    <Page title={t('common:page.recommendations')} lead={t('lead')} actions={<Actions seesCosts={seesCosts} />}>
      {isStockUnknown && <StockUnknown of="all" />}
      <FilterFields values={values} change={change} />
      <Frame isTable={isTable}>
        <KeysetTable
          label={t('common:page.recommendations')}
          query={rows}
          select={(data) => data.recommendations}
          columns={columns}
          rowKey={(row) => row.id}
          rowName={(row) => row.sku.name}
          card={card}
          cardsClassName={isTable ? undefined : cardStyles.grid}
          paging={paging}
          total={count.data?.recommendations.totalCount}
          order={values.orderBy}
          isReversed={isReversed}
          onOrder={order}
          selection={{ keys: [...selection.chosen.keys()], onChange: selection.replace }}
          isFixed={(row) => !canBeOrdered(row)}
          empty={isTable ? nothing : <Panel>{nothing}</Panel>}
        />
      </Frame>
      <OrderBar orders={orders} count={selection.chosen.size} onOrder={() => setIsOrdering(true)} onClear={selection.clear} />
      {isOrdering && <OrderDialog orders={orders} onQuantity={selection.setQuantity} onClose={() => setIsOrdering(false)} onMade={finish} />}
    </Page>
  );
}

function Actions({ seesCosts }: { seesCosts: boolean }) {
  const { t } = useTranslation('recommendations');
  return (
    <>
      {seesCosts && (
        <LinkButton to="/recommendations/budget" icon={<WalletOutlined aria-hidden />}>
          {t('budget.open')}
        </LinkButton>
      )}
      <SavedViews page="RECOMMENDATIONS" />
    </>
  );
}

/** A table lies on a surface; cards are surfaces themselves. */
function Frame({ isTable, children }: { isTable: boolean; children: ReactNode }) {
  return isTable ? <Panel isFlush>{children}</Panel> : <div>{children}</div>;
}
