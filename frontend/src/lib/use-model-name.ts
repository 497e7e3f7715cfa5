import { useTranslation } from 'react-i18next';

/** The label of a forecasting method; without one, its name. */
export function useModelName(): (model: string | null) => string {
  const { t, i18n } = useTranslation();
  return (model) => {
    const key: string = `common:forecastModel.${model}`;
    return i18n.exists(key) ? t(key as 'forecastModel.TSB') : (model ?? '');
  };
}
