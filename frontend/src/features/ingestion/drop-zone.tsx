/** Where files are dropped or chosen, and how far their upload is. */

import { CloseOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './imports.module.css';
import { type Sending, useUploads } from './use-uploads';

const PERCENT = 100;

export function DropZone() {
  const { t } = useTranslation('ingestion');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const { sending, send, dismiss } = useUploads();
  const isSending = sending.some(({ error }) => !error);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (!isSending && event.dataTransfer.files.length > 0) void send([...event.dataTransfer.files]);
  };
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  return (
    // Dropping is for a pointer; the button does the same with the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={styles.drop} data-over={isOver} aria-label={t('drop.label')} onDragOver={hover} onDragLeave={() => setIsOver(false)} onDrop={drop}>
      <div className={styles.dropText}>
        <strong>{t('drop.title')}</strong>
        <p>{t('drop.text')}</p>
        <p className={styles.faint}>{t('drop.formats')}</p>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('drop.choose')}
        onChange={({ target }) => {
          if (target.files?.length) void send([...target.files]);
          target.value = '';
        }}
      />
      <Button type="primary" size="large" icon={<UploadOutlined aria-hidden />} loading={isSending} onClick={() => input.current?.click()}>
        {t('drop.choose')}
      </Button>
      {sending.length > 0 && (
        <ul className={styles.sending} aria-label={t('drop.sending')}>
          {sending.map((each) => (
            <SendingFile key={each.key} file={each} onDismiss={() => dismiss(each.key)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SendingFile({ file, onDismiss }: { file: Sending; onDismiss: () => void }) {
  const { t } = useTranslation('ingestion');
  return (
    <li>
      <strong translate="no">{file.name}</strong>
      {file.error ? (
        <span className={styles.sendingError} role="alert">
          {file.error}
          <Button size="small" type="text" icon={<CloseOutlined aria-hidden />} aria-label={t('drop.dismiss', { file: file.name })} onClick={onDismiss} />
        </span>
      ) : (
        <Progress percent={Math.floor(file.share * PERCENT)} size="small" aria-label={t('drop.progress', { file: file.name })} />
      )}
    </li>
  );
}
