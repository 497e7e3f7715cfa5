/** The values of one setting. An empty one is left to the next wider scope, whose value stands in its place. */

import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { useMessage } from '@/components/use-message';
import { type PlanningRowFragment, UpdatePlanningSettingsDocument } from '@/generated/graphql';
import { useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useRequestKeys } from '@/lib/request-keys';

import { type Company, useStanding } from './company-terms';
import styles from './planning.module.css';
import { type FormValues, VALUE_FIELDS, type ValueField, changesOf, formValues } from './planning-values';
import type { Target } from './setting-drawer';

type Props = { target: Target; setting: PlanningRowFragment | null; company: Company; onClose: () => void };

export function SettingForm({ target, setting, company, onClose }: Props) {
  const { t } = useTranslation('planning');
  const [form] = Form.useForm<FormValues>();
  const { keep, isPending } = useKeep(target, setting, onClose);
  const values = Form.useWatch([], form) ?? formValues(setting);
  const isChanged = changesOf(setting, values) !== null;
  return (
    <Form<FormValues> form={form} layout="vertical" requiredMark={false} initialValues={formValues(setting)} onFinish={keep}>
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
          <Confirm title={t('remove.title')} description={t('remove.text')} okText={t('remove.confirm')} onConfirm={() => keep({})}>
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
  const { name, kind, least, most, digits, step } = field;
  const suffix = { percent: '%', days: t('unit.days'), money: isGlobal ? company.defaults.currency : null }[kind];
  return (
    <Form.Item
      name={name}
      label={t(`value.${name}.name`)}
      extra={<span className={styles.meaningOfInput}>{t(`value.${name}.meaning`)}</span>}
      rules={[{ type: 'number', min: least, max: most, message: t('bounds', { least, most: most.toLocaleString() }) }]}
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

function useKeep({ scope, target }: Target, setting: PlanningRowFragment | null, onKept: () => void) {
  const { t, i18n } = useTranslation('planning');
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const change = useGraphQLMutation(UpdatePlanningSettingsDocument);
  const keep = async (form: FormValues) => {
    const changes = changesOf(setting, form);
    if (changes === null) return;
    const input = { scope, target, expectedVersion: setting?.version ?? 0, ...changes };
    try {
      const { updatePlanningSettings } = await change.mutateAsync({ input: { ...input, idempotencyKey: keyOf(input) } });
      const { setting: kept } = succeeded(updatePlanningSettings, 'UpdatePlanningSettingsSuccess');
      void message.success(t(kept ? 'done.kept' : 'done.removed'));
      onKept();
    } catch (error) {
      void message.error(errorText(i18n, error));
    } finally {
      await Promise.all(['PlanningSettings', 'CompanyPlanning'].map((name) => client.invalidateQueries({ queryKey: [name] })));
    }
  };
  return { keep, isPending: change.isPending };
}
