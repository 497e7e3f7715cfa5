/** Records what arrived, line by line, as far as it is still open. */

import { AutoComplete, DatePicker, InputNumber, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type OrderDetailFragment, type ReceivePurchaseOrderInput, WarehousesDocument } from '@/generated/graphql';
import { useAsk } from '@/lib/api';
import type { FieldProblem } from '@/lib/errors';
import { useFormat } from '@/lib/format';

import styles from './order-page.module.css';

const WAREHOUSE_KEY = 'jaego.warehouse';

type Arrival = Pick<ReceivePurchaseOrderInput, 'lines' | 'warehouseCode' | 'receivedAt'>;
type Props = { order: OrderDetailFragment; problems: readonly FieldProblem[]; isWaiting: boolean; onClose: () => void; onConfirm: (arrival: Arrival) => void };

export function ReceiveDialog({ order, problems, isWaiting, onClose, onConfirm }: Props) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const open = order.items.filter((item) => item.receivedQuantity < item.quantity);
  const [units, setUnits] = useState<Record<number, number>>(() => Object.fromEntries(open.map((item) => [item.lineNo, item.quantity - item.receivedQuantity])));
  const [warehouse, setWarehouse] = useState(localStorage.getItem(WAREHOUSE_KEY) ?? '');
  const known = useAsk(WarehousesDocument, {}).data?.company.warehouses ?? [];
  const [at, setAt] = useState<Dayjs | null>(null);
  const [changed, setChanged] = useState<readonly FieldProblem[]>([]);
  const isWrong = (field: string) => problems !== changed && problems.some((problem) => problem.field === field);
  const lines = open.map(({ lineNo }) => ({ lineNo, quantity: units[lineNo] ?? 0 })).filter(({ quantity }) => quantity > 0);
  const confirm = () => {
    localStorage.setItem(WAREHOUSE_KEY, warehouse.trim());
    onConfirm({ lines, warehouseCode: warehouse.trim(), ...(at && { receivedAt: at.toISOString() }) });
  };
  return (
    <Modal
      open
      width={620}
      title={t('receive.title')}
      okText={t('receive.confirm')}
      okButtonProps={{ disabled: lines.length === 0 || !warehouse.trim() }}
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
          <AutoComplete
            aria-label={t('receive.warehouse')}
            maxLength={64}
            value={warehouse}
            options={known.map((value) => ({ value }))}
            showSearch={{ filterOption: true }}
            status={isWrong('warehouseCode') ? 'error' : undefined}
            onChange={(value: string) => {
              setWarehouse(value);
              setChanged(problems);
            }}
          />
          {isWrong('warehouseCode') && <small className={styles.wrong}>{t('receive.wrong.warehouse')}</small>}
        </label>
        <label>
          {t('receive.at')}
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            value={at}
            placeholder={t('receive.now')}
            minDate={order.approvedAt ? dayjs(order.approvedAt) : undefined}
            maxDate={dayjs()}
            status={isWrong('receivedAt') ? 'error' : undefined}
            onChange={(value) => {
              setAt(value);
              setChanged(problems);
            }}
          />
          {isWrong('receivedAt') && <small className={styles.wrong}>{t('receive.wrong.at')}</small>}
        </label>
      </div>
    </Modal>
  );
}
