/** The figures that decide what to do next, each leading to its rows. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { DashboardQuery } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './dashboard.module.css';

type Dashboard = NonNullable<DashboardQuery['dashboard']>;
type Props = { data: DashboardQuery; dashboard: Dashboard };

export function KeyFigures({ data, dashboard }: Props) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const skus = (risk: string) => dashboard.risks.find((count) => count.risk === risk)?.skus ?? 0;
  const [money] = dashboard.money;
  const [toOrder] = dashboard.toOrder;
  const orders = dashboard.toOrder.reduce((sum, { orders: count }) => sum + count, 0);
  const due = dashboard.toOrder.reduce((sum, { due: count }) => sum + count, 0);
  const cost = toOrder?.cost === undefined ? '' : ` · ${format.shortMoney(toOrder.cost, toOrder.currency)}`;
  return (
    <ul className={styles.figures}>
      <KeyFigure
        to="/skus?risk=STOCKED_OUT&risk=HIGH"
        label={t('figure.atRisk')}
        value={format.units(skus('STOCKED_OUT') + skus('HIGH'))}
        note={t('figure.stockedOut', { skus: format.units(skus('STOCKED_OUT')) })}
        isUrgent={skus('STOCKED_OUT') > 0}
      />
      <KeyFigure
        to="/skus?orderBy=RISK"
        label={t('figure.moneyAtRisk')}
        value={format.shortMoney(money?.moneyAtRisk, money?.currency ?? '')}
        note={t('figure.next14')}
        isUrgent={Number(money?.moneyAtRisk ?? 0) > 0}
      />
      <KeyFigure to="/recommendations" label={t('figure.toOrder')} value={format.units(orders)} note={t('figure.due', { due: format.units(due) }) + cost} />
      <KeyFigure
        to="/anomalies"
        label={t('figure.anomalies')}
        value={format.units(data.openAnomalies.totalCount)}
        note={t('figure.urgent', { number: format.units(data.urgentAnomalies.totalCount) })}
        isUrgent={data.urgentAnomalies.totalCount > 0}
      />
      <KeyFigure to="/purchase-orders?state=PENDING" label={t('figure.pending')} value={format.units(data.pendingOrders.totalCount)} note={t('figure.decide')} />
      <KeyFigure to="/skus?orderBy=REVENUE" label={t('figure.revenue')} value={format.shortMoney(money?.revenue28, money?.currency ?? '')} note={t('figure.last28')} />
    </ul>
  );
}

type KeyFigureProps = { to: string; label: string; value: ReactNode; note: ReactNode; isUrgent?: boolean };

function KeyFigure({ to, label, value, note, isUrgent = false }: KeyFigureProps) {
  return (
    <li>
      <Link to={to} className={styles.figure} data-urgent={isUrgent}>
        <span className={styles.label}>{label}</span>
        <span className={styles.value}>{value}</span>
        <span className={styles.note}>{note}</span>
      </Link>
    </li>
  );
}
