/** An exception as a card: its target and its values. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Tag } from '@/components/tag';
import type { PlanningRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './planning.module.css';
import { VALUE_FIELDS, formatValue } from './planning-values';
import { TargetName } from './target-name';

export function SettingCard({ setting, onEdit }: { setting: PlanningRowFragment; onEdit: () => void }) {
  const { t } = useTranslation('planning');
  const format = useFormat();
  const stated = VALUE_FIELDS.filter(({ name }) => setting[name] != null);
  return (
    <div className={styles.card}>
      <span className={styles.cardHead}>
        <TargetName setting={setting} />
        <Tag>{t(`scope.${setting.scope}`)}</Tag>
      </span>
      <dl className={styles.stated}>
        {stated.map((field) => (
          <div key={field.name}>
            <dt>{t(`value.${field.name}.short`)}</dt>
            <dd>{formatValue(field, setting, format, null, (number) => t('days', { number }))}</dd>
          </div>
        ))}
      </dl>
      <Button size="small" aria-label={t('editOf', { target: setting.target })} onClick={onEdit}>
        {t('edit')}
      </Button>
    </div>
  );
}
