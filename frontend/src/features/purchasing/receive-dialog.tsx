/** Records what arrived, line by line, as far as it is still open. */

import { DatePicker, Input, InputNumber, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ReceivePurchaseOrderInputBounds } from '@/generated/bounds';
import { type OrderDetailFragment, type ReceivePurchaseOrderInput, WarehousesDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { instantOf, onClock } from '@/lib/clock';
import type { FieldProblem } from '@/lib/errors';
import { useFormat } from '@/lib/format';
import { ZoneContext } from '@/lib/zone';

import styles from './order-page.module.css';

const WAREHOUSE_KEY = 'jaego.warehouse';

type Arrival = Pick<ReceivePurchaseOrderInput, 'lines' | 'warehouseCode' | 'receivedAt'>;
type Props = { order: OrderDetailFragment; problems: readonly FieldProblem[]; isWaiting: boolean; onClose: () => void; onConfirm: (arrival: Arrival) => void };

export function ReceiveDialog({ order, problems, isWaiting, onClose, onConfirm }: Props) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const zone = useContext(ZoneContext);
  const open = order.items.filter((item) => item.receivedQuantity < item.quantity);
  const [units, setUnits] = useState<Record<number, number>>(() => Object.fromEntries(open.map((item) => [item.lineNo, item.quantity - item.receivedQuantity])));
  const [chosen, setChosen] = useState(localStorage.getItem(WAREHOUSE_KEY) ?? '');
  const known = useGraphQLQuery(WarehousesDocument, {}).data?.company.warehouses;
  const warehouse = warehouseOf(chosen, known);
  const [at, setAt] = useState<Dayjs | null>(null);
  const [changed, setChanged] = useState<readonly FieldProblem[]>([]);
  const isAtWrong = problems !== changed && problems.some(({ field }) => field === 'receivedAt');
  const lines = open.map(({ lineNo }) => ({ lineNo, quantity: units[lineNo] ?? 0 })).filter(({ quantity }) => quantity > 0);
  const confirm = () => {
    localStorage.setItem(WAREHOUSE_KEY, warehouse);
    onConfirm({ lines, warehouseCode: warehouse, ...(at && { receivedAt: instantOf(at, zone) }) });
  };
  return (
    <Modal
      open
      width={620}
      title={t('receive.title')}
      okText={t('receive.confirm')}
      okButtonProps={{ disabled: lines.length === 0 || !warehouse }}
      confirmLoading={isWaiting}
      onCancel={onClose}
      onOk={confirm}
    >
      <p className={styles.dialogLead}>{t('receive.text')}</p>
      <ul className={styles.receive}>
        {open.map((item) => (
          <li key={item.lineNo}>
            <span translate="no">
              {item.sku.name}
              <small>{item.sku.code}</small>
            </span>
            <span className={styles.soft}>{t('receive.open', { units: format.units(item.quantity - item.receivedQuantity) })}</span>
            <InputNumber
              controls={false}
              min={0}
              max={item.quantity - item.receivedQuantity}
              precision={0}
              aria-label={t('receive.units', { name: item.sku.name })}
              value={units[item.lineNo]}
              onChange={(value) => setUnits({ ...units, [item.lineNo]: value ?? 0 })}
            />
          </li>
        ))}
      </ul>
      <div className={styles.fields}>
        <label>
          {t('receive.warehouse')}
          {known?.length === 0 ? (
            <Input aria-label={t('receive.warehouse')} maxLength={ReceivePurchaseOrderInputBounds.warehouseCode.max} value={chosen} onChange={(event) => setChosen(event.target.value)} />
          ) : (
            <Select
              aria-label={t('receive.warehouse')}
              showSearch
              loading={!known}
              value={warehouse || undefined}
              options={known?.map((value) => ({ value, label: <span translate="no">{value}</span> }))}
              onChange={setChosen}
            />
          )}
        </label>
        <label>
          {t('receive.at')}
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            value={at}
            placeholder={t('receive.now')}
            minDate={order.approvedAt ? onClock(dayjs(order.approvedAt), zone) : undefined}
            maxDate={onClock(dayjs(), zone)}
            status={isAtWrong ? 'error' : undefined}
            onChange={(value) => {
              setAt(value);
              setChanged(problems);
            }}
          />
          {isAtWrong && <small className={styles.wrong}>{t('receive.wrongTime')}</small>}
        </label>
      </div>
    </Modal>
  );
}

/** One of the known warehouses; if there is only one, that. Without any, the typed one. */
function warehouseOf(chosen: string, known: readonly string[] | undefined): string {
  if (!known) return '';
  if (known.length === 0) return chosen.trim();
  return known.includes(chosen) ? chosen : known.length === 1 ? (known[0] ?? '') : '';
}
