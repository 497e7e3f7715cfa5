/** The label of a table; without one, its name. */

import { useTranslation } from 'react-i18next';

export function TableName({ name }: { name: string }) {
  const { t, i18n } = useTranslation('ingestion');
  const key: string = `table.${name}`;
  return i18n.exists(`ingestion:${key}`) ? <>{t(key as 'table.orders')}</> : <span translate="no">{name}</span>;
}
