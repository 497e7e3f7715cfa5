/** The values of one setting. An empty field uses the value of the next wider scope, which is its placeholder. */

import { Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { useAction } from '@/components/use-action';
import { type PlanningRowFragment, UpdatePlanningSettingsDocument } from '@/generated/graphql';

import { type Company, useStanding } from './company-terms';
import styles from './planning.module.css';
import { type FormValues, type Target, VALUE_FIELDS, type ValueField, changesOf, formValues } from './planning-values';

type Props = { target: Target; setting: PlanningRowFragment | null; company: Company; onClose: () => void };

export function SettingForm({ target, setting, company, onClose }: Props) {
  const { t } = useTranslation('planning');
  const [form] = Form.useForm<FormValues>();
  const { run: save, isPending } = useSaveSetting(target, setting, onClose);
  const values = Form.useWatch([], form) ?? formValues(setting);
  const isChanged = changesOf(setting, values) !== null;
  return (
    <Form<FormValues> form={form} layout="vertical" requiredMark={false} initialValues={formValues(setting)} onFinish={save}>
      {VALUE_FIELDS.map((field) => (
        <ValueInput key={field.name} field={field} isGlobal={target.scope === 'GLOBAL'} company={company} />
      ))}
      <p className={styles.note}>{t('drawer.effect')}</p>
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={isPending} disabled={!isChanged}>
          {t('common:action.save')}
        </Button>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
        {setting && (
          <Confirm title={t('remove.title')} description={t('remove.text')} okText={t('remove.confirm')} onConfirm={() => save({})}>
            <Button danger className={styles.remove}>
              {t('remove.confirm')}
            </Button>
          </Confirm>
        )}
      </div>
    </Form>
  );
}

type InputProps = { field: ValueField; isGlobal: boolean; company: Company };

function ValueInput({ field, isGlobal, company }: InputProps) {
  const { t } = useTranslation('planning');
  const standing = useStanding(isGlobal ? { ...company, setting: null } : company)(field);
  const { name, kind, min, max, digits, step } = field;
  const suffix = { percent: '%', days: t('unit.days'), money: isGlobal ? company.defaults.currency : null }[kind];
  return (
    <Form.Item
      name={name}
      label={t(`value.${name}.name`)}
      extra={<span className={styles.meaningOfInput}>{t(`value.${name}.meaning`)}</span>}
      rules={[{ type: 'number', min, max, message: t('bounds', { min, max: max.toLocaleString() }) }]}
    >
      <InputNumber<number>
        controls={false}
        className={styles.input}
        precision={digits === 0 ? 0 : undefined}
        step={step}
        suffix={suffix && <span translate="no">{suffix}</span>}
        placeholder={t(isGlobal ? 'standing.default' : 'standing.wider', { value: standing })}
      />
    </Form.Item>
  );
}

/** Sends what was changed; a setting without any value of its own is removed. */
function useSaveSetting({ scope, target }: Target, setting: PlanningRowFragment | null, onSaved: () => void) {
  const { t } = useTranslation('planning');
  return useAction(
    async (form: FormValues, mutate) => {
      const changes = changesOf(setting, form);
      const input = { scope, target, expectedVersion: setting?.version ?? 0, ...changes };
      return changes && mutate(UpdatePlanningSettingsDocument, input, 'PlanningSettingChange');
    },
    {
      done: ({ setting: saved }) => t(saved ? 'done.saved' : 'done.removed'),
      reload: ['PlanningSettings', 'CompanyPlanning'],
      onSuccess: onSaved,
    },
  );
}
