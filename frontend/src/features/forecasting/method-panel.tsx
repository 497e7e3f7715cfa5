/** Errors by the model or baseline that made the forecast. */

import { useTranslation } from 'react-i18next';

import { useModelName } from '@/lib/use-model-name';

import { ErrorPanel } from './error-panel';
import type { Accuracy } from './groups';

export function MethodPanel({ rows, days }: { rows: readonly Accuracy[]; days: string }) {
  const { t } = useTranslation('forecasting');
  const modelName = useModelName();
  const nameOf = ({ model }: Accuracy) => modelName(model);
  return (
    <ErrorPanel
      title={t('errors.byMethod', { days })}
      note={t(`errors.methodNote.${rows[0]?.source ?? 'BACKTEST'}`)}
      rowsAre={t('errors.method')}
      rows={rows}
      keyOf={(row) => row.model ?? ''}
      nameOf={nameOf}
      longNameOf={(row) => `${nameOf(row)} (${row.model})`}
      fileName="accuracy-by-method"
    />
  );
}
