/** Which column of the file is which field. */

import { Input, Select } from 'antd';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { MapImportInputBounds } from '@/generated/bounds';
import { useNarrow } from '@/lib/use-narrow';

import { useFieldName } from './field-name';
import { doubledFields, missingFields } from './import-draft';
import type { FormProps } from './form-props';
import styles from './imports.module.css';

export function MappingPanel(props: FormProps) {
  const { t } = useTranslation('ingestion');
  const { upload, choices, draft, onChange, errors } = props;
  const nameId = useId();
  const fieldName = useFieldName();
  const missing = missingFields(choices.importFields, draft.columns);
  return (
    <Panel title={t('mapping.title')} note={t('mapping.note')}>
      <Columns {...props} />
      {missing.length > 0 && (
        <p className={styles.missing} role="status">
          {t('mapping.missing', { fields: missing.map(({ name }) => fieldName(name)).join(', ') })}
        </p>
      )}
      {errors.columns && (
        <p className={styles.sendingError} role="alert">
          {errors.columns}
        </p>
      )}
      <div className={styles.stack}>
        <label htmlFor={nameId}>{t('mapping.saveAs')}</label>
        <Input
          id={nameId}
          className={styles.password}
          maxLength={MapImportInputBounds.saveAs.max}
          placeholder={upload.mapping ?? t('mapping.saveAsExample')}
          status={errors.save_as ? 'error' : undefined}
          value={draft.saveAs}
          onChange={({ target }) => onChange({ saveAs: target.value })}
        />
        <span className={styles.faint}>{t('mapping.saveAsNote')}</span>
      </div>
    </Panel>
  );
}

function Columns({ upload, draft, onChange, ...props }: FormProps) {
  const { t } = useTranslation('ingestion');
  const isNarrow = useNarrow();
  const doubled = doubledFields(draft.columns);
  const columns = upload.description?.columns ?? [];
  const rows = columns.map(({ name, values }) => ({
    name,
    values: values.filter(Boolean).join(' · '),
    select: <FieldSelect {...props} column={name} value={draft.columns[name] ?? ''} isWrong={doubled.includes(draft.columns[name] ?? '')} onChange={(field) => onChange({ columns: { ...draft.columns, [name]: field } })} />,
  }));
  if (isNarrow) {
    return (
      <ul className={styles.mappingCards}>
        {rows.map(({ name, values, select }) => (
          <li key={name}>
            <strong translate="no">{name}</strong>
            <small translate="no">{values}</small>
            {select}
          </li>
        ))}
      </ul>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('mapping.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.values')}</th>
            <th scope="col">{t('mapping.field')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values, select }) => (
            <tr key={name}>
              <th scope="row" translate="no">
                {name}
              </th>
              <td translate="no">{values}</td>
              <td>{select}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type SelectProps = Pick<FormProps, 'choices'> & { column: string; value: string; isWrong: boolean; onChange: (field: string) => void };

/** Our fields, grouped by table; required ones are marked. */
function FieldSelect({ choices, column, value, isWrong, onChange }: SelectProps) {
  const { t, i18n } = useTranslation('ingestion');
  const fieldName = useFieldName();
  const options = useMemo(() => {
    const tables = [...new Set(choices.importFields.map(({ table }) => table))];
    const groups = tables.map((table) => {
      const key: string = `table.${table}`;
      const label = i18n.exists(`ingestion:${key}`) ? t(key as 'table.orders') : table;
      const fields = choices.importFields.filter((field) => field.table === table);
      return { label, options: fields.map(({ name, isRequired }) => ({ value: name, label: `${fieldName(name)}${isRequired ? ' *' : ''}`, search: `${label} ${fieldName(name)} ${name}` })) };
    });
    return [{ value: '', label: t('mapping.unread'), search: t('mapping.unread') }, ...groups];
  }, [choices, fieldName, t, i18n]);
  const table = value.split('.')[0] ?? '';
  return (
    <Select
      className={styles.fieldSelect}
      aria-label={t('mapping.fieldOf', { column })}
      showSearch={{ optionFilterProp: 'search' }}
      popupMatchSelectWidth={false}
      status={isWrong ? 'error' : undefined}
      value={value}
      options={options}
      labelRender={({ label }) => (value ? `${i18n.exists(`ingestion:table.${table}`) ? t(`table.${table as 'orders'}`) : table}: ${String(label)}` : label)}
      onChange={onChange}
    />
  );
}
