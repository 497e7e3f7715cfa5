/** The forecast's confidence, and the characteristics of the demand. */

import { useTranslation } from 'react-i18next';

import { Figure, Figures } from '@/components/figure';
import { Panel } from '@/components/panel';
import { ShareBar } from '@/components/share-bar';
import { Answered, EmptyState } from '@/components/states';
import { AccuracySourceValues } from '@/generated/enums';
import { SkuAccuracyDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesTerms } from '@/lib/caller';
import { UNKNOWN, useFormat } from '@/lib/format';

import { AccuracyTable, type Measured } from './accuracy-table';
import styles from './workbench.module.css';

/** Published forecasts of any model, and backtests of the present model. */
function served(days: string, model: string | undefined, found: readonly Omit<Measured, 'days'>[]): Measured[] {
  return AccuracySourceValues.flatMap((source) => {
    const measured = found.filter((row) => row.source === source && row.wape !== null);
    const row = measured.find((each) => each.model === null) ?? measured.find((each) => each.model === model);
    return row ? [{ ...row, days }] : [];
  });
}

export function AccuracyPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const query = useGraphQLQuery(SkuAccuracyDocument, { code, seesTerms: useSeesTerms() });
  return (
    <Panel title={t('accuracy.title')} note={t('accuracy.note')} className={styles.tall}>
      <Answered query={query}>
        {({ sku }) => {
          const totals = [
            ['7', sku?.days7],
            ['14', sku?.days14],
            ['30', sku?.days30],
          ] as const;
          const features = sku?.features;
          if (!features) return <EmptyState title={t('accuracy.none')} />;
          return (
            <>
              <dl className={styles.confidences}>
                {totals.map(([days, total]) => (
                  <div key={days}>
                    <dt>{t('accuracy.days', { days })}</dt>
                    <dd>
                      <ShareBar share={total?.confidence ?? null} isGood />
                    </dd>
                  </div>
                ))}
              </dl>
              <AccuracyTable rows={totals.flatMap(([days, total]) => served(days, total?.model, total?.accuracy ?? []))} />
              <Figures>
                <Figure label={t('accuracy.level')} value={format.decimal(features.level28)} />
                <Figure label={t('accuracy.trend')} value={features.trendRatio === null ? UNKNOWN : format.signedPercent(features.trendRatio - 1)} />
                <Figure label={t('accuracy.volatility')} value={format.decimal(features.volatility91)} />
                <Figure label={t('accuracy.zeroShare')} value={format.percent(features.zeroShare91)} />
                <Figure label={t('accuracy.stockoutDays')} value={format.units(features.stockoutDays91)} />
                <Figure label={t('accuracy.returns')} value={format.percent(features.returnRate91)} />
                {features.leadTimeMeanDays !== undefined && (
                  <Figure
                    label={t('accuracy.leadTime')}
                    value={features.leadTimeMeanDays === null ? UNKNOWN : `${format.decimal(features.leadTimeMeanDays)} ± ${format.decimal(features.leadTimeSdDays)}`}
                  />
                )}
              </Figures>
            </>
          );
        }}
      </Answered>
    </Panel>
  );
}
