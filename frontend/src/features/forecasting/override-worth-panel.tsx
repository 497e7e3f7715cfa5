/** The value of planners' overrides, by reason and direction. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { ComparisonRows } from '@/components/charts/comparison-rows';
import { Answered, EmptyState } from '@/components/states';
import { OverrideValueDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import type { OverrideWorth } from './groups';

const over = (error: number, actual: number): number | null => (actual > 0 ? error / actual : null);

export function OverrideWorthPanel() {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const query = useGraphQLQuery(OverrideValueDocument, {});
  const rows = query.data?.overrideValue ?? [];
  const nameOf = ({ reason, direction }: OverrideWorth) =>
    `${t(`common:overrideReason.${reason}`)} · ${t(`overrides.direction.${direction}`)}`;
  return (
    <ChartPanel
      title={t('overrides.title')}
      note={t('overrides.note')}
      fileName="override-value"
      rows={rows}
      columns={[
        { title: t('overrides.why'), cell: nameOf, isText: true },
        { title: t('overrides.count'), cell: (row) => row.overrides },
        { title: t('overrides.improved'), cell: (row) => row.improved },
        { title: t('overrides.demand'), cell: (row) => row.actual, show: (row) => format.units(row.actual) },
        { title: t('overrides.with'), cell: (row) => row.errorWith, show: (row) => format.units(row.errorWith) },
        { title: t('overrides.without'), cell: (row) => row.errorWithout, show: (row) => format.units(row.errorWithout) },
        { title: t('column.added'), cell: (row) => row.valueAdded, show: (row) => format.signedPercent(row.valueAdded) },
      ]}
    >
      <Answered query={query} rows={7}>
        {() =>
          rows.length > 0 ? (
            <ComparisonRows
              label={t('overrides.title')}
              rowsAre={t('overrides.why')}
              domain={[0, 1]}
              headings={[t('overrides.with'), t('overrides.without'), t('column.added')]}
              rows={rows.map((row) => ({
                key: `${row.reason}-${row.direction}`,
                label: nameOf(row),
                note: t('overrides.better', { improved: format.units(row.improved), overrides: format.units(row.overrides) }),
                value: over(row.errorWith, row.actual) ?? 0,
                reference: over(row.errorWithout, row.actual),
                tone: (row.valueAdded ?? 0) < 0 ? 'bad' : 'good',
                cells: [
                  format.percent(over(row.errorWith, row.actual)),
                  format.percent(over(row.errorWithout, row.actual)),
                  format.signedPercent(row.valueAdded),
                ],
              }))}
            />
          ) : (
            <EmptyState title={t('overrides.none')} text={t('overrides.noneText')} />
          )
        }
      </Answered>
    </ChartPanel>
  );
}
