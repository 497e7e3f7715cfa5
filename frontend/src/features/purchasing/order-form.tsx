/** The form of an order. */

import { Alert, App, Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { Panel } from '@/components/panel';
import { CreatePurchaseOrderInputBounds } from '@/generated/bounds';
import { type OrderDetailFragment, OrderSuppliersDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useToday } from '@/lib/today';

import { DraftLines } from './draft-lines';
import { DraftSums } from './draft-sums';
import { type Draft, isReady, lineFor, refusedLines } from './order-draft';
import styles from './order-form.module.css';
import { SkuPicker } from './sku-picker';
import { useSave } from './use-save';
import { useTerms } from './use-terms';
import { useUnsavedGuard } from './use-unsaved-guard';

const HOUR_MS = 3_600_000;

export function OrderForm({ order, start }: { order: OrderDetailFragment | null; start: Draft }) {
  const { t } = useTranslation('purchasing');
  const navigate = useNavigate();
  const [draft, setDraft] = useState(start);
  const { save, isPending, isSaved, problems, failure } = useSave(order);
  const { modal } = App.useApp();
  const change = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const today = useToday();
  const terms = useTerms(draft.supplier, order?.currency ?? null);
  useUnsavedGuard(draft !== start && !isPending && !isSaved);
  const changeSupplier = (supplier: string) => {
    const empty = () => change({ supplier, lines: [] });
    if (draft.lines.length === 0) empty();
    else void modal.confirm({ title: t('form.supplierChange.title'), content: t('form.supplierChange.text'), okText: t('form.supplierChange.confirm'), onOk: empty });
  };
  const fields = new Set(problems.map(({ field }) => field));
  return (
    <>
      {failure && <Alert type="error" showIcon role="alert" title={failure} />}
      <Panel title={t('form.terms')}>
        <div className={styles.terms}>
          <Supplier draft={draft} isFixed={order !== null} hasProblem={fields.has('supplier')} onChange={changeSupplier} />
          <label>
            {t('column.expected')}
            <DatePicker
              value={draft.expectedOn ? dayjs(draft.expectedOn) : null}
              minDate={dayjs(today)}
              status={fields.has('expectedOn') ? 'error' : undefined}
              onChange={(day) => change({ expectedOn: day?.format('YYYY-MM-DD') ?? null })}
            />
          </label>
          <label className={styles.wide}>
            {t('form.note')}
            <Input.TextArea rows={2} maxLength={CreatePurchaseOrderInputBounds.note.max} placeholder={t('form.noteHint')} value={draft.note} onChange={(event) => change({ note: event.target.value })} />
          </label>
        </div>
      </Panel>
      <Panel
        title={t('lines.title')}
        note={draft.supplier ? t('lines.count', { count: draft.lines.length }) : t('form.supplierFirst')}
        actions={<SkuPicker supplier={draft.supplier} chosen={draft.lines.map(({ sku }) => sku.code)} onPick={(sku) => change({ lines: [...draft.lines, lineFor(sku)] })} />}
        isFlush
      >
        <DraftLines lines={draft.lines} refused={refusedLines(problems)} currency={terms?.currency ?? null} onChange={(lines) => change({ lines })} />
        {terms && <DraftSums lines={draft.lines} terms={terms} />}
      </Panel>
      <div className={styles.foot}>
        <Button onClick={() => void navigate(order ? `/purchase-orders/${order.id}` : '/purchase-orders')}>{t('common:action.cancel')}</Button>
        <Button type="primary" disabled={!isReady(draft)} loading={isPending} onClick={() => void save(draft)}>
          {t('form.save')}
        </Button>
      </div>
    </>
  );
}

type SupplierProps = { draft: Draft; isFixed: boolean; hasProblem: boolean; onChange: (supplier: string) => void };

function Supplier({ draft, isFixed, hasProblem, onChange }: SupplierProps) {
  const { t } = useTranslation('purchasing');
  const suppliers = useGraphQLQuery(OrderSuppliersDocument, {}, { staleTime: HOUR_MS });
  return (
    <label>
      {t('column.supplier')}
      <Select
        aria-label={t('column.supplier')}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('form.supplierHint')}
        disabled={isFixed}
        status={hasProblem ? 'error' : undefined}
        loading={suppliers.isPending}
        value={draft.supplier || undefined}
        options={suppliers.data?.skuFacets?.suppliers ?? []}
        onChange={onChange}
      />
    </label>
  );
}
