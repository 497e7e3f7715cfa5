/** Remarks on a thing, and a new one. */

import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { errorText } from '@/lib/error-text';
import { useFormat } from '@/lib/format';
import { useRequestKeys } from '@/lib/request-keys';

import styles from './remarks.module.css';

const MAX_REMARK_LENGTH = 10_000;

type Remark = { author: string; createdAt: string; body: string };

export function Remarks({ remarks, noneText }: { remarks: readonly Remark[]; noneText: string }) {
  const format = useFormat();
  return (
    <ul className={styles.remarks}>
      {remarks.map(({ author, createdAt, body }) => (
        <li key={`${createdAt}${author}`}>
          <span className={styles.by}>
            <strong translate="no">{author}</strong>
            {format.dateTime(createdAt)}
          </span>
          <p translate="no">{body}</p>
        </li>
      ))}
      {remarks.length === 0 && <li className={styles.none}>{noneText}</li>}
    </ul>
  );
}

type WriteProps = {
  /** What is written here. */
  label: string;
  action: string;
  /** Sends the remark; the same one sent again after a lost answer has the same key. */
  onSend: (body: string, idempotencyKey: string) => Promise<void>;
};

export function WriteRemark({ label, action, onSend }: WriteProps) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const keyOf = useRequestKeys();
  const [body, setBody] = useState('');
  const [written, setWritten] = useState(0);
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    try {
      await onSend(body.trim(), keyOf([written, body.trim()]));
      setBody('');
      setWritten(written + 1);
    } catch (error) {
      void message.error(errorText(i18n, error));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <div className={styles.write}>
      <Input.TextArea rows={2} maxLength={MAX_REMARK_LENGTH} aria-label={label} placeholder={label} value={body} onChange={(event) => setBody(event.target.value)} />
      <Button disabled={!body.trim()} loading={isSending} onClick={() => void send()}>
        {action}
      </Button>
    </div>
  );
}
