/** Plain names of fields and of their tables. */

import { useTranslation } from 'react-i18next';

/** The name of a field such as `orders.ordered_at`; one without a text is shown as it is. */
export function useFieldName(): (field: string) => string {
  const { t, i18n } = useTranslation('ingestion');
  return (field) => {
    const key: string = `field.${field}`;
    return i18n.exists(`ingestion:${key}`) ? t(key as 'field.sales.date') : (field.split('.')[1] ?? field);
  };
}

/** The text of a word by a prefix of keys; one without a text is shown as it is. */
export function useWordText(): (prefix: 'status' | 'setAside' | 'problem', word: string) => string {
  const { t, i18n } = useTranslation('ingestion');
  return (prefix, word) => {
    const key: string = prefix === 'problem' ? `common:rejectionReason.${word}` : `ingestion:${prefix}.${word}`;
    return i18n.exists(key) ? t(key as 'status.PAID') : word;
  };
}
