/** Asks for a reason before a step. */

import { Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { PurchaseOrderReasonInputBounds } from '@/generated/bounds';

import styles from './order-page.module.css';

type Props = {
  kind: 'reject' | 'cancel' | 'close' | 'closeOpen';
  isRequired: boolean;
  isWaiting: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
};

export function ReasonDialog({ kind, isRequired, isWaiting, onClose, onConfirm }: Props) {
  const { t } = useTranslation('purchasing');
  const [reason, setReason] = useState('');
  const id = useId();
  return (
    <Modal
      open
      title={t(`${kind}.title`)}
      okText={t(`${kind}.confirm`)}
      okButtonProps={{ danger: kind === 'reject' || kind === 'cancel', disabled: isRequired && !reason.trim() }}
      confirmLoading={isWaiting}
      onCancel={onClose}
      onOk={() => onConfirm(reason.trim())}
    >
      <p className={styles.dialogLead}>{t(`${kind}.text`)}</p>
      <label htmlFor={id}>{t('reason')}</label>
      <Input.TextArea id={id} rows={3} maxLength={PurchaseOrderReasonInputBounds.reason.max} showCount value={reason} autoFocus onChange={(event) => setReason(event.target.value)} />
    </Modal>
  );
}
