/** History and forecast, with the choice of both spans. */

import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { Figure, Figures } from '@/components/figure';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { type Horizon, HorizonValues } from '@/generated/enums';
import { SkuForecastDocument, SkuHistoryDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { useModelName } from '@/lib/use-model-name';

import { ForecastChart } from './forecast-chart';
import { addDays, timeline } from './timeline';
import styles from './workbench.module.css';

export const SPANS = ['30', '90', '180'] as const;
type Span = (typeof SPANS)[number];

type Props = {
  code: string;
  asOf: string;
  horizon: Horizon;
  span: Span;
  onChange: (change: { horizon?: Horizon; span?: Span }) => void;
};

export function ForecastPanel({ code, asOf, horizon, span, onChange }: Props) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const modelName = useModelName();
  const from = addDays(asOf, 1 - Number(span));
  const forecast = useGraphQLQuery(SkuForecastDocument, { code, horizon });
  const history = useGraphQLQuery(SkuHistoryDocument, { code, from, to: asOf });
  const total = forecast.data?.sku?.forecast;
  const controls = (
    <>
      <Segmented<Span>
        size="small"
        aria-label={t('forecast.span')}
        value={span}
        options={SPANS.map((value) => ({ value, label: t('forecast.past', { days: value }) }))}
        onChange={(value) => onChange({ span: value })}
      />
      <Segmented<Horizon>
        size="small"
        aria-label={t('forecast.horizon')}
        value={horizon}
        options={HorizonValues.map((value) => ({ value, label: t(`horizon.${value}`) }))}
        onChange={(value) => onChange({ horizon: value })}
      />
    </>
  );
  if (forecast.data && !total) {
    return (
      <Panel title={t('forecast.title')} className={styles.wide}>
        <EmptyState title={t('forecast.none')} text={t('forecast.noneText')} />
      </Panel>
    );
  }
  const days = timeline(history.data?.sku?.history ?? [], total?.daily ?? [], from, asOf);
  return (
    <ChartPanel
      className={styles.wide}
      title={t('forecast.title')}
      note={t('forecast.note')}
      controls={controls}
      fileName={`${code}-forecast`}
      rows={days}
      columns={[
        { title: t('forecast.date'), cell: (day) => day.date, isText: true },
        { title: t('forecast.sold'), cell: (day) => day.sold },
        { title: t('forecast.demand'), cell: (day) => day.demand, show: (day) => format.decimal(day.demand) },
        { title: t('forecast.mean'), cell: (day) => day.mean, show: (day) => format.decimal(day.mean) },
        { title: t('forecast.p10'), cell: (day) => day.band?.[0], show: (day) => format.decimal(day.band?.[0]) },
        { title: t('forecast.p90'), cell: (day) => day.band?.[1], show: (day) => format.decimal(day.band?.[1]) },
      ]}
    >
      <Answered query={forecast}>
        {() => (
          <>
            <Figures>
              <Figure label={t('forecast.total', { days: total?.horizonDays })} value={format.units(total?.mean)} />
              <Figure label={t('forecast.range')} value={`${format.units(total?.p10)} – ${format.units(total?.p90)}`} />
              <Figure label={t('forecast.confidence')} value={format.percent(total?.confidence)} />
              <Figure label={t('forecast.model')} value={total && modelName(total.model)} />
            </Figures>
            <ForecastChart days={days} today={asOf} />
          </>
        )}
      </Answered>
    </ChartPanel>
  );
}
