/** A recommendation as a card: SKU, quantity, due date and the terms of the quantity. */

import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';

import { TermBars } from '@/components/charts/term-bars';
import { SkuName } from '@/components/sku-name';
import { RecommendationStatusTag, RiskTag } from '@/components/status-tags';
import { useFormat } from '@/lib/format';

import { Due } from './due';
import { DismissButton } from './dismiss-button';
import styles from './recommendation-card.module.css';
import { OrderedAlready } from './remaining';
import { type Row, canBeOrdered } from './selection';
import { useAssumptionText } from './use-assumption-text';

type Props = { row: Row; asOf: string | null; isChosen: boolean; onToggle: (row: Row) => void };

export function RecommendationCard({ row, asOf, isChosen, onToggle }: Props) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const assumptionText = useAssumptionText();
  const { sku } = row;
  return (
    <article className={isChosen ? styles.chosen : styles.card} aria-label={sku.name}>
      <header className={styles.head}>
        <Checkbox
          checked={isChosen}
          disabled={!canBeOrdered(row)}
          aria-label={t('choose', { name: sku.name })}
          onChange={() => onToggle(row)}
        />
        <SkuName sku={sku} />
        {row.status === 'OPEN' ? <RiskTag value={sku.stockoutRisk ?? 'UNKNOWN'} /> : <RecommendationStatusTag value={row.status} />}
      </header>
      <div className={styles.decision}>
        <p className={styles.quantity}>
          <strong>{format.units(row.remaining)}</strong>
          <span>{t('units')}</span>
          {row.cost != null && <span className={styles.cost}>{format.money(row.cost, row.currency)}</span>}
        </p>
        <Due day={row.orderBy} daysOverdue={row.daysOverdue} asOf={asOf} />
      </div>
      <OrderedAlready row={row} />
      <TermBars
        isDense
        terms={row.waterfall.map(({ key, units }) => ({ key, label: t(`components:waterfall.${key}`), value: units }))}
        totalLabel={t('components:waterfall.quantity')}
        total={row.quantity}
      />
      <dl className={styles.facts}>
        <div>
          <dt>{t('column.probability')}</dt>
          <dd>{format.percent(row.stockoutProbability)}</dd>
        </div>
        <div>
          <dt>{t('column.arrival')}</dt>
          <dd>{format.weekdayDate(row.expectedArrival)}</dd>
        </div>
        <div>
          <dt>{t('column.supplier')}</dt>
          <dd translate="no">{row.supplier?.name ?? '–'}</dd>
        </div>
      </dl>
      {row.assumptions.length > 0 && <p className={styles.assumptions}>{row.assumptions.map(assumptionText).join(' · ')}</p>}
      {row.status === 'OPEN' && <DismissButton row={row} />}
    </article>
  );
}
