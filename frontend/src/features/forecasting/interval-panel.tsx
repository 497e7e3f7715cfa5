/** How often demand lay within the 80 % range, by demand class. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { ComparisonRows } from '@/components/charts/comparison-rows';
import { Answered, EmptyState } from '@/components/states';
import { CalibrationDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { type Held, intervals } from './groups';

/** Two standard deviations of random variation around the nominal coverage. */
function chance({ nominal, totals }: Held): number {
  return 2 * Math.sqrt((nominal * (1 - nominal)) / totals);
}

export function IntervalPanel({ horizonDays }: { horizonDays: number }) {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const query = useGraphQLQuery(CalibrationDocument, {});
  const rows = intervals(query.data?.calibration ?? [], horizonDays);
  const nameOf = ({ demandClass }: Held) => (demandClass ? t(`common:demandClass.${demandClass}`) : t('interval.all'));
  const title = t('interval.title', { days: t('horizon.days', { days: horizonDays }) });
  return (
    <ChartPanel
      title={title}
      note={t('interval.note')}
      fileName="interval-coverage"
      rows={rows}
      columns={[
        { title: t('errors.class'), cell: nameOf, isText: true },
        { title: t('column.totals'), cell: (row) => row.totals, show: (row) => format.units(row.totals) },
        { title: t('reliability.said'), cell: (row) => row.nominal, show: (row) => format.percent(row.nominal) },
        { title: t('interval.held'), cell: (row) => row.actual, show: (row) => format.finePercent(row.actual) },
      ]}
    >
      <Answered query={query} rows={7}>
        {() =>
          rows.length > 0 ? (
            <ComparisonRows
              label={title}
              rowsAre={t('errors.class')}
              headings={[t('reliability.said'), t('interval.held')]}
              domain={[0.4, 1]}
              rows={rows.map((row) => ({
                key: nameOf(row),
                label: nameOf(row),
                note: t('errors.totals', { totals: format.units(row.totals) }),
                value: row.actual,
                reference: row.nominal,
                tone: row.actual < row.nominal - chance(row) ? 'bad' : 'good',
                cells: [format.percent(row.nominal), format.percent(row.actual)],
                isStrong: row.demandClass === null,
              }))}
            />
          ) : (
            <EmptyState title={t('none.title')} text={t('none.PUBLISHED')} />
          )
        }
      </Answered>
    </ChartPanel>
  );
}
