/** What is ordered, at what price, and how much of it has arrived. */

import { Table, type TableColumnType } from 'antd';
import { useTranslation } from 'react-i18next';

import { TermBars } from '@/components/charts/term-bars';
import { Panel } from '@/components/panel';
import { SkuName } from '@/components/sku-name';
import type { OrderDetailFragment, OrderLineFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';
import { useNarrow } from '@/lib/use-narrow';

import styles from './order-page.module.css';

export function LinesPanel({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const isNarrow = useNarrow();
  const columns: TableColumnType<OrderLineFragment>[] = [
    { key: 'no', title: t('lines.no'), width: 48, render: (_, line) => line.lineNo },
    { key: 'sku', title: t('lines.sku'), render: (_, line) => <SkuName sku={line.sku} /> },
    { key: 'quantity', title: t('lines.quantity'), align: 'right', render: (_, line) => <strong>{format.units(line.quantity)}</strong> },
    { key: 'cost', title: t('lines.unitCost'), align: 'right', render: (_, line) => format.money(line.unitCost, order.currency) },
    { key: 'amount', title: t('lines.amount'), align: 'right', render: (_, line) => format.money(line.amount, order.currency) },
    { key: 'arrived', title: t('lines.arrived'), align: 'right', render: (_, line) => <Arrived line={line} /> },
  ];
  return (
    <Panel title={t('lines.title')} note={t('lines.count', { count: order.items.length })} isFlush>
      {isNarrow ? (
        <ul className={styles.lineCards}>
          {order.items.map((line) => (
            <li key={line.lineNo}>
              <SkuName sku={line.sku} />
              <strong>{format.units(line.quantity)}</strong>
              <Arrived line={line} />
              <span>{format.money(line.amount, order.currency)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <Table<OrderLineFragment>
          aria-label={t('lines.title')}
          size="small"
          pagination={false}
          rowKey="lineNo"
          dataSource={order.items}
          columns={columns}
          scroll={{ x: 'max-content' }}
          expandable={{
            columnTitle: t('lines.details'),
            rowExpandable: (line) => line.waterfall !== null || line.receipts.length > 0,
            expandedRowRender: (line) => <Detail line={line} />,
          }}
        />
      )}
    </Panel>
  );
}

function Arrived({ line }: { line: OrderLineFragment }) {
  const format = useFormat();
  return (
    <span className={styles.arrived}>
      <span className={styles.track} aria-hidden>
        <span style={{ width: `${(line.receivedQuantity / line.quantity) * 100}%` }} />
      </span>
      {format.units(line.receivedQuantity)} / {format.units(line.quantity)}
    </span>
  );
}

/** How the quantity came about, and each arrival. */
function Detail({ line }: { line: OrderLineFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const recommended = line.waterfall?.reduce((sum, term) => sum + term.units, 0) ?? 0;
  return (
    <div className={styles.detail}>
      {line.waterfall && (
        <div>
          <h3>{t('lines.why')}</h3>
          <TermBars
            isDense
            terms={line.waterfall.map(({ key, units }) => ({ key, label: t(`components:waterfall.${key}`), value: units }))}
            totalLabel={t('components:waterfall.quantity')}
            total={recommended}
          />
        </div>
      )}
      {line.receipts.length > 0 && (
        <div>
          <h3>{t('lines.receipts')}</h3>
          <ul>
            {line.receipts.map((receipt) => (
              <li key={`${receipt.receivedAt}${receipt.warehouseCode}${receipt.quantity}`}>
                <span>
                  {format.dateTime(receipt.receivedAt)} · <span translate="no">{receipt.warehouseCode}</span>
                </span>
                <strong>{format.units(receipt.quantity)}</strong>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
