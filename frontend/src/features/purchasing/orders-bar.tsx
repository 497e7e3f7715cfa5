/** The chosen orders, and what can be done with all of them: each has an outcome of its own. */

import { DownloadOutlined } from '@ant-design/icons';
import { Alert, App, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { SelectionBar } from '@/components/selection-bar';
import type { OrderRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './orders.module.css';
import { BULK_STEPS, type BulkStep, MAX_ORDERS, type Refusal, useBulk } from './use-bulk';

type Props = { orders: readonly OrderRowFragment[]; onClear: () => void; onDone: (refused: ReadonlySet<string>) => void };

export function OrdersBar({ orders, onClear, onDone }: Props) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const { modal } = App.useApp();
  const bulk = useBulk(onDone);
  const begin = (step: BulkStep, chosen: readonly OrderRowFragment[]) => {
    if (step === 'SUBMIT') return void bulk.run({ step, chosen });
    const sums = sumsOf(chosen).map(([currency, sum]) => format.money(sum, currency));
    void modal.confirm({
      title: t('bulk.approve.title', { count: chosen.length }),
      content: t('bulk.approve.text', { sums: sums.join(' · ') }),
      okText: t('action.APPROVE'),
      onOk: () => bulk.run({ step, chosen }),
    });
  };
  return (
    <>
      {bulk.refusals.length > 0 && <Refused refusals={bulk.refusals} onClose={bulk.clear} />}
      {orders.length > 0 && (
        <SelectionBar label={t('bulk.label')} chosen={t('bulk.chosen', { count: orders.length })} onClear={onClear}>
          {(['xlsx', 'csv'] as const).map((kind) => (
            <Button key={kind} icon={<DownloadOutlined aria-hidden />} disabled={bulk.isPending || orders.length > MAX_ORDERS} onClick={() => void bulk.save({ kind, orders })}>
              {t(`document.${kind === 'xlsx' ? 'XLSX' : 'CSV'}`)}
            </Button>
          ))}
          {BULK_STEPS.map((step) => {
            const able = orders.filter(({ allowedActions }) => allowedActions.includes(step));
            if (able.length === 0) return null;
            return (
              <Button key={step} type="primary" disabled={bulk.isPending || able.length > MAX_ORDERS} onClick={() => begin(step, able)}>
                {t(`bulk.${step}`, { count: able.length })}
              </Button>
            );
          })}
        </SelectionBar>
      )}
    </>
  );
}

function Refused({ refusals, onClose }: { refusals: readonly Refusal[]; onClose: () => void }) {
  const { t } = useTranslation('purchasing');
  const reasons = refusals.map(({ id, orderNo, code }) => (
    <li key={id}>
      <span translate="no">{orderNo}</span>: {t(`common:outcome.${code}`)}
    </li>
  ));
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('bulk.refused', { count: refusals.length })}
      description={<ul className={styles.refusals}>{reasons}</ul>}
      closable={{ onClose, 'aria-label': t('common:action.close') }}
    />
  );
}

/** The amounts that are shown, by currency: money in several currencies has no sum. */
function sumsOf(orders: readonly OrderRowFragment[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { currency, totalAmount } of orders) {
    if (totalAmount !== null) sums.set(currency, (sums.get(currency) ?? 0) + Number(totalAmount));
  }
  return [...sums];
}
