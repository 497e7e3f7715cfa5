/** The form of a forecast override. */

import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { OverrideForecastInputBounds } from '@/generated/bounds';
import { type OverrideMode, OverrideModeValues, type OverrideReason, OverrideReasonValues } from '@/generated/enums';
import { OverrideForecastDocument } from '@/generated/graphql';
import { OutcomeError } from '@/lib/errors';

import { addDays } from './timeline';

type Values = { startsOn: string; endsOn: string; mode: OverrideMode; value: number; reason: OverrideReason; note?: string };

const WEEK_DAYS = 7;

export function OverrideForm({ code, asOf, onClose }: { code: string; asOf: string; onClose: () => void }) {
  const { t } = useTranslation('sku-workbench');
  const [form] = Form.useForm<Values>();
  const required = [{ required: true, message: t('overrides.missing') }];
  const { run, isPending } = useAction(
    (values: Values, mutate) => mutate(OverrideForecastDocument, { sku: code, ...values, note: values.note?.trim() || null }, 'ForecastOverride'),
    {
      done: t('overrides.done'),
      reload: ['SkuPlanning'],
      onSuccess: onClose,
      onError: (error) => {
        const fields = error instanceof OutcomeError ? error.fieldErrors : [];
        form.setFields(fields.map(({ field }) => ({ name: field as keyof Values, errors: [t('overrides.refused')] })));
        return undefined;
      },
    },
  );
  return (
    <Modal
      open
      title={t('overrides.add')}
      okText={t('common:action.save')}
      cancelText={t('common:action.cancel')}
      confirmLoading={isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ startsOn: addDays(asOf, 1), endsOn: addDays(asOf, WEEK_DAYS), mode: 'FACTOR', value: 1 }}
        onFinish={(values) => void run(values)}
      >
        <Form.Item name="startsOn" label={t('overrides.from')} rules={required}>
          <Input type="date" min={addDays(asOf, 1)} />
        </Form.Item>
        <Form.Item name="endsOn" label={t('overrides.to')} rules={required}>
          <Input type="date" min={addDays(asOf, 1)} />
        </Form.Item>
        <Form.Item name="mode" label={t('overrides.mode')} rules={required}>
          <Select options={OverrideModeValues.map((value) => ({ value, label: t(`overrides.modes.${value}`) }))} />
        </Form.Item>
        <Form.Item name="value" label={t('overrides.amount')} rules={required}>
          <InputNumber controls={false} {...OverrideForecastInputBounds.value} step={0.1} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="reason" label={t('overrides.why')} rules={required}>
          <Select options={OverrideReasonValues.map((value) => ({ value, label: t(`common:overrideReason.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('overrides.comment')}>
          <Input.TextArea rows={2} maxLength={OverrideForecastInputBounds.note.max} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
