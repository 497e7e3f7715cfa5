/** What people call a number that a step has counted. */

import { useTranslation } from 'react-i18next';

/** The words for a count; none for the name of a table, which is its own. */
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
