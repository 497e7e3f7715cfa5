/** The label of a count of a step. */

import { useTranslation } from 'react-i18next';

/** The key of a count's label; null for a table, which is shown by its name. */
export function useCountName(): (name: string) => string | null {
  const { t, i18n } = useTranslation(['pipeline', 'common']);
  return (name) => {
    const keys: string[] = [
      `pipeline:count.${name}`,
      `common:anomalyType.${name.toUpperCase()}`,
      `common:forecastModel.${name.replace(/^by_/, '').toUpperCase()}`,
    ];
    const key = keys.find((one) => i18n.exists(one));
    return key === undefined ? null : t(key as 'pipeline:count.rows');
  };
}
