/** The company-wide values: each with its meaning and whether it was set. */

import { useTranslation } from 'react-i18next';

import { Tag } from '@/components/tag';
import type { CompanyPlanningQuery, PlanningRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './planning.module.css';
import { VALUE_FIELDS, type ValueField, formatValue } from './planning-values';

type Defaults = CompanyPlanningQuery['planningDefaults'];
export type Company = { setting: PlanningRowFragment | null; defaults: Defaults };

export function CompanyTerms({ setting, defaults }: Company) {
  const { t } = useTranslation('planning');
  const format = useFormat();
  return (
    <>
      <dl className={styles.terms}>
        {VALUE_FIELDS.map((field) => {
          const isSet = setting?.[field.name] != null;
          return (
            <div key={field.name}>
              <dt>{t(`value.${field.name}.name`)}</dt>
              <dd className={styles.figure}>
                <Standing field={field} company={{ setting, defaults }} />
                <Tag tone={isSet ? 'accent' : 'neutral'}>{t(isSet ? 'source.set' : 'source.default')}</Tag>
              </dd>
              <dd className={styles.meaning}>
                {t(`value.${field.name}.meaning`)}
                {field.name === 'serviceLevel' && !isSet && defaults.isProfitOptimal && ` ${t('value.serviceLevel.profitOptimalNote', { level: format.exactPercent(defaults.serviceLevel) })}`}
              </dd>
            </div>
          );
        })}
      </dl>
      {setting && (
        <p className={styles.changed}>
          {t('column.updated')}: <span translate="no">{setting.updatedBy ?? '–'}</span> · {format.ago(setting.updatedAt)}
        </p>
      )}
    </>
  );
}

/** The company-wide value; without a set service level, it is optimized for each SKU. */
function Standing({ field, company }: { field: ValueField; company: Company }) {
  const text = useStanding(company)(field);
  return <strong>{text}</strong>;
}

export function useStanding({ setting, defaults }: Company): (field: ValueField) => string {
  const { t } = useTranslation('planning');
  const format = useFormat();
  return (field) => {
    const isSet = setting?.[field.name] != null;
    if (field.name === 'serviceLevel' && !isSet && defaults.isProfitOptimal) return t('value.serviceLevel.profitOptimal');
    const values = isSet ? setting : defaults;
    return formatValue(field, values, format, defaults.currency, (count) => t('days', { number: count }));
  };
}
