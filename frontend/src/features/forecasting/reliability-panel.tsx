/** Calibration: nominal and actual coverage of the quantiles. */

import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { Answered, EmptyState, LoadingState } from '@/components/states';
import { CalibrationDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { HORIZONS, reliability } from './groups';

const ReliabilityChart = lazy(async () => ({ default: (await import('./reliability-chart')).ReliabilityChart }));

export function ReliabilityPanel() {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const query = useGraphQLQuery(CalibrationDocument, {});
  const points = reliability(query.data?.calibration ?? []);
  return (
    <ChartPanel
      title={t('reliability.title')}
      note={t('reliability.note')}
      fileName="calibration"
      rows={points}
      columns={[
        { title: t('reliability.said'), cell: (point) => point.nominal, show: (point) => format.percent(point.nominal), isText: true },
        ...HORIZONS.map((days) => ({
          title: t('horizon.days', { days }),
          cell: (point: (typeof points)[number]) => point[days],
          show: (point: (typeof points)[number]) => format.finePercent(point[days]),
        })),
      ]}
    >
      <Answered query={query} rows={7}>
        {() =>
          points.length > 0 ? (
            <Suspense fallback={<LoadingState rows={7} />}>
              <ReliabilityChart points={points} />
            </Suspense>
          ) : (
            <EmptyState title={t('none.title')} text={t('none.PUBLISHED')} />
          )
        }
      </Answered>
    </ChartPanel>
  );
}
