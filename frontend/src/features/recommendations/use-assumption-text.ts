import { useTranslation } from 'react-i18next';

/** What had to be assumed, in words. */
export function useAssumptionText(): (key: string) => string {
  const { i18n, t } = useTranslation();
  return (key) => (i18n.exists(`common:assumption.${key}`) ? t(`assumption.${key}`) : t('assumption.other', { key }));
}
