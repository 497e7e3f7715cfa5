import { useTranslation } from 'react-i18next';

/** The labels of assumptions. */
export function useAssumptionText(): (key: string) => string {
  const { i18n, t } = useTranslation();
  return (key) => (i18n.exists(`common:assumption.${key}`) ? t(`assumption.${key}`) : t('assumption.other', { key }));
}
