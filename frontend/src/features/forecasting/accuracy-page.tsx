/** Forecast accuracy and calibration, and the value of planners' overrides. */

import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { type AccuracySource, AccuracySourceValues } from '@/generated/enums';
import { ForecastAccuracyDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { useAsOf } from '@/lib/published-run';
import { oneOf, useUrlState } from '@/lib/url-state';

import { ErrorPanel } from './error-panel';
import styles from './forecasting.module.css';
import { type Accuracy, HORIZONS, type HorizonText, byClass, byHorizon, byMethod } from './groups';
import { IntervalPanel } from './interval-panel';
import { MethodPanel } from './method-panel';
import { OverrideWorthPanel } from './override-worth-panel';
import { ReliabilityPanel } from './reliability-panel';
import { SummaryPanel } from './summary-panel';

const CHOICES = { source: oneOf(AccuracySourceValues, 'PUBLISHED'), horizon: oneOf(HORIZONS, '7') };
const FIRST_DUE_MS = 7 * 86_400_000;

export function AccuracyPage() {
  const { t } = useTranslation('forecasting');
  const [{ source, horizon }, change] = useUrlState(CHOICES);
  const query = useGraphQLQuery(ForecastAccuracyDocument, { source });
  const actions = (
    <>
      <Segmented<AccuracySource>
        aria-label={t('source.label')}
        value={source}
        options={AccuracySourceValues.map((value) => ({ value, label: t(`source.${value}`) }))}
        onChange={(next) => change({ source: next })}
      />
      <Segmented<HorizonText>
        aria-label={t('horizon.label')}
        value={horizon}
        options={HORIZONS.map((days) => ({ value: days, label: t('horizon.days', { days }) }))}
        onChange={(next) => change({ horizon: next })}
      />
    </>
  );
  return (
    <Page title={t('common:page.forecasting')} lead={t(`lead.${source}`)} actions={actions}>
      <Answered query={query} rows={10}>
        {({ forecastAccuracy }) => <Record rows={forecastAccuracy} source={source} horizonDays={Number(horizon)} />}
      </Answered>
    </Page>
  );
}

/** Before the first evaluation, the date on which it will appear. */
function NotYet({ source }: { source: AccuracySource }) {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const asOf = useAsOf();
  const text =
    source === 'PUBLISHED' && asOf
      ? t('none.due', { day: format.date(new Date(Date.parse(asOf) + FIRST_DUE_MS).toISOString()) })
      : t(`none.${source}`);
  return <EmptyState title={t('none.title')} text={text} />;
}

type RecordProps = { rows: readonly Accuracy[]; source: AccuracySource; horizonDays: number };

function Record({ rows, source, horizonDays }: RecordProps) {
  const { t } = useTranslation('forecasting');
  const horizons = byHorizon(rows);
  const overall = horizons.find((row) => row.horizonDays === horizonDays);
  const days = t('horizon.days', { days: horizonDays });
  if (rows.length === 0) {
    return (
      <Panel>
        <NotYet source={source} />
      </Panel>
    );
  }
  return (
    <>
      {overall && <SummaryPanel overall={overall} />}
      <div className={styles.grid}>
        <div className={styles.stack}>
          <ErrorPanel
            title={t('errors.byHorizon')}
            note={t('errors.horizonNote')}
            rowsAre={t('horizon.label')}
            rows={horizons}
            nameOf={(row) => t('horizon.days', { days: row.horizonDays })}
            isStrong={(row) => row.horizonDays === horizonDays}
            fileName="accuracy-by-horizon"
          />
          {source === 'PUBLISHED' && <ReliabilityPanel />}
        </div>
        <div className={styles.stack}>
          <ErrorPanel
            title={t('errors.byClass', { days })}
            note={t('errors.classNote')}
            rowsAre={t('errors.class')}
            rows={byClass(rows, horizonDays)}
            nameOf={(row) => (row.demandClass ? t(`common:demandClass.${row.demandClass}`) : '')}
            fileName="accuracy-by-class"
          />
          {source === 'PUBLISHED' && <IntervalPanel horizonDays={horizonDays} />}
        </div>
        <div className={styles.stack}>
          <MethodPanel rows={byMethod(rows, horizonDays)} days={days} />
          {source === 'PUBLISHED' && <OverrideWorthPanel />}
        </div>
      </div>
    </>
  );
}
