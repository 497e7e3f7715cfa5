/** The stock projection, with and without the recommended order. */

import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { Answered, EmptyState } from '@/components/states';
import { SkuProjectionDocument, type SkuProjectionQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesTerms } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { type Arrival, type ProjectedDay, project } from './projection';
import { ProjectionChart } from './projection-chart';
import { addDays } from './timeline';
import styles from './workbench.module.css';

type Sku = NonNullable<SkuProjectionQuery['sku']>;
type Plan = 'asIs' | 'ordered';

/** Inbound units without a date: those the run counted, less the dated orders that it knew. */
function undatedUnits({ openOrders, onOrder, asOfDate }: Sku): number {
  const known = openOrders.filter(({ expectedOn, createdAt }) => expectedOn && asOfDate && createdAt < addDays(asOfDate, 1));
  return Math.max((onOrder ?? 0) - known.reduce((units, line) => units + line.openUnits, 0), 0);
}

/** Arrivals by day; those without a date come after the lead time, or with the next order if that is unknown. */
function arrivalsOf(sku: Sku, plan: Plan): Arrival[] {
  const { recommendation, asOfDate } = sku;
  const arrivals = sku.openOrders.flatMap(({ expectedOn, openUnits }) => (expectedOn ? [{ date: expectedOn, units: openUnits }] : []));
  const days = recommendation?.leadTimeDays ?? null;
  const undated = asOfDate && days !== null ? addDays(asOfDate, Math.ceil(days)) : recommendation?.expectedArrival;
  if (undated) arrivals.push({ date: undated, units: undatedUnits(sku) });
  if (plan === 'ordered' && recommendation?.expectedArrival) {
    arrivals.push({ date: recommendation.expectedArrival, units: recommendation.quantity });
  }
  return arrivals;
}

function projected(sku: Sku, plan: Plan): ProjectedDay[] {
  const { days7, days14, days30 } = sku;
  if (!days30 || sku.onHand === null) return [];
  const totals = [
    { days: 7, total: days7 },
    { days: 14, total: days14 },
    { days: 30, total: days30 },
  ].flatMap(({ days, total }) => (total ? [{ days, total }] : []));
  const daily = days30.daily.map(({ targetDate, mean }) => ({ date: targetDate, mean }));
  return project({ free: sku.onHand - (sku.reserved ?? 0), daily, totals, arrivals: arrivalsOf(sku, plan) });
}

export function ProjectionPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const [plan, setPlan] = useState<Plan>('asIs');
  const query = useGraphQLQuery(SkuProjectionDocument, { code, seesTerms: useSeesTerms() });
  const sku = query.data?.sku;
  const days = sku ? projected(sku, plan) : [];
  const canOrder = (sku?.recommendation?.quantity ?? 0) > 0;
  const undated = sku ? undatedUnits(sku) : 0;
  return (
    <ChartPanel
      className={styles.wide}
      title={t('projection.title')}
      note={undated > 0 && sku?.recommendation?.leadTimeDays != null ? t('projection.undated', { units: format.units(undated), days: format.units(sku?.recommendation?.leadTimeDays) }) : t('projection.note')}
      controls={
        canOrder && (
          <Segmented<Plan>
            size="small"
            aria-label={t('projection.plan')}
            value={plan}
            options={[
              { value: 'asIs', label: t('projection.asIs') },
              { value: 'ordered', label: t('projection.ordered', { units: format.units(sku?.recommendation?.quantity) }) },
            ]}
            onChange={setPlan}
          />
        )
      }
      fileName={`${code}-projection`}
      rows={days}
      columns={[
        { title: t('forecast.date'), cell: (day) => day.date, isText: true },
        { title: t('projection.expected'), cell: (day) => day.expected, show: (day) => format.units(day.expected) },
        { title: t('projection.low'), cell: (day) => day.low, show: (day) => format.units(day.low) },
        { title: t('projection.high'), cell: (day) => day.high, show: (day) => format.units(day.high) },
        { title: t('projection.arriving'), cell: (day) => day.arriving },
      ]}
    >
      <Answered query={query}>
        {() => (days.length > 0 ? <ProjectionChart days={days} /> : <EmptyState title={t('projection.none')} text={t('projection.noneText')} />)}
      </Answered>
    </ChartPanel>
  );
}
