/** Errors by the model or baseline that made the forecast. */

import { useTranslation } from 'react-i18next';

import { ErrorPanel } from './error-panel';
import type { Accuracy } from './groups';

export function MethodPanel({ rows, days }: { rows: readonly Accuracy[]; days: string }) {
  const { t, i18n } = useTranslation('forecasting');
  const nameOf = ({ model }: Accuracy) => {
    const key: string = `forecasting:method.${model}`;
    return i18n.exists(key) ? t(key as 'method.TSB') : (model ?? '');
  };
  return (
    <ErrorPanel
      title={t('errors.byMethod', { days })}
      note={t('errors.methodNote')}
      rowsAre={t('errors.method')}
      rows={rows}
      keyOf={(row) => row.model ?? ''}
      nameOf={nameOf}
      longNameOf={(row) => `${nameOf(row)} (${row.model})`}
      fileName="accuracy-by-method"
    />
  );
}
