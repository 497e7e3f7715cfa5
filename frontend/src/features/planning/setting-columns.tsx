/** The columns of the list of exceptions. */

import { Button } from 'antd';
import type { TFunction } from 'i18next';

import type { Column } from '@/components/keyset-table';
import { Tag } from '@/components/tag';
import type { PlanningRowFragment } from '@/generated/graphql';
import type { Format } from '@/lib/format';

import styles from './planning.module.css';
import { VALUE_FIELDS, formatValue } from './planning-values';
import { TargetName } from './target-name';

type Edit = (setting: PlanningRowFragment) => void;

export function settingColumns(t: TFunction<'planning'>, format: Format, onEdit: Edit): Column<PlanningRowFragment>[] {
  const days = (number: string) => t('days', { number });
  return [
    { key: 'scope', title: t('column.scope'), render: (setting) => <Tag>{t(`scope.${setting.scope}`)}</Tag> },
    { key: 'target', title: t('column.target'), render: (setting) => <TargetName setting={setting} /> },
    ...VALUE_FIELDS.map((field) => ({
      key: field.name,
      title: t(`value.${field.name}.short`),
      isNumber: true,
      render: (setting: PlanningRowFragment) => (
        <span className={setting[field.name] == null ? styles.unset : undefined}>{formatValue(field, setting, format, null, days)}</span>
      ),
    })),
    {
      key: 'updated',
      title: t('column.updated'),
      render: (setting) => (
        <span className={styles.soft}>
          <span translate="no">{setting.updatedBy ?? '–'}</span> · {format.ago(setting.updatedAt)}
        </span>
      ),
    },
    {
      key: 'actions',
      title: t('column.actions'),
      render: (setting) => (
        <Button size="small" aria-label={t('editOf', { target: setting.target })} onClick={() => onEdit(setting)}>
          {t('edit')}
        </Button>
      ),
    },
  ];
}
