/** A planner's number for some days to come. */

import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { type OverrideMode, OverrideModeValues, type OverrideReason, OverrideReasonValues } from '@/generated/enums';
import { OverrideForecastDocument } from '@/generated/graphql';
import { newIdempotencyKey, useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { OutcomeError, succeeded } from '@/lib/errors';

import { addDays } from './timeline';

type Values = { startsOn: string; endsOn: string; mode: OverrideMode; value: number; reason: OverrideReason; note?: string };

const MAX_NOTE_LENGTH = 2000;
const WEEK_DAYS = 7;

export function OverrideForm({ code, asOf, onClose }: { code: string; asOf: string; onClose: () => void }) {
  const { i18n, t } = useTranslation('sku-workbench');
  const message = useMessage();
  const client = useQueryClient();
  const change = useGraphQLMutation(OverrideForecastDocument);
  const [form] = Form.useForm<Values>();
  // The same request, sent again after a lost answer, is made once; other values are another request.
  const [sent, setSent] = useState({ values: '', key: '' });
  const required = [{ required: true, message: t('overrides.missing') }];
  const send = async (values: Values) => {
    const text = JSON.stringify(values);
    const key = sent.values === text ? sent.key : newIdempotencyKey();
    setSent({ values: text, key });
    try {
      const input = { sku: code, ...values, note: values.note?.trim() || null, idempotencyKey: key };
      succeeded((await change.mutateAsync({ input })).overrideForecast, 'ForecastOverride');
      void message.success(t('overrides.done'));
      onClose();
      await client.invalidateQueries({ queryKey: ['SkuPlanning'] });
    } catch (error) {
      const fields = error instanceof OutcomeError ? error.fieldErrors : [];
      form.setFields(fields.map(({ field }) => ({ name: field as keyof Values, errors: [t('overrides.refused')] })));
      void message.error(errorText(i18n, error));
    }
  };
  return (
    <Modal
      open
      title={t('overrides.add')}
      okText={t('common:action.save')}
      cancelText={t('common:action.cancel')}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ startsOn: addDays(asOf, 1), endsOn: addDays(asOf, WEEK_DAYS), mode: 'FACTOR', value: 1 }}
        onFinish={(values) => void send(values)}
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
          <InputNumber controls={false} min={0} max={1_000_000_000} step={0.1} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="reason" label={t('overrides.why')} rules={required}>
          <Select options={OverrideReasonValues.map((value) => ({ value, label: t(`common:overrideReason.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('overrides.comment')}>
          <Input.TextArea rows={2} maxLength={MAX_NOTE_LENGTH} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
