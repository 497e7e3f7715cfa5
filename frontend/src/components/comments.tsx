/** Comments on a thing, and a new one. */

import { Button, Input } from 'antd';
import { useState } from 'react';

import { CommentOnSkuInputBounds } from '@/generated/bounds';
import { useFormat } from '@/lib/format';
import type { Mutate } from '@/lib/mutation';

import styles from './comments.module.css';
import { useAction } from './use-action';

type Comment = { author: string; createdAt: string; body: string };

export function Comments({ comments, noneText }: { comments: readonly Comment[]; noneText: string }) {
  const format = useFormat();
  return (
    <ul className={styles.comments}>
      {comments.map(({ author, createdAt, body }) => (
        <li key={`${createdAt}${author}`}>
          <span className={styles.by}>
            <strong translate="no">{author}</strong>
            {format.dateTime(createdAt)}
          </span>
          <p translate="no">{body}</p>
        </li>
      ))}
      {comments.length === 0 && <li className={styles.none}>{noneText}</li>}
    </ul>
  );
}

type WriteProps = {
  /** What is written here. */
  label: string;
  action: string;
  onSend: (body: string, mutate: Mutate) => Promise<unknown>;
  /** The queries that hold the comments. */
  reload: readonly string[];
};

export function WriteComment({ label, action, onSend, reload }: WriteProps) {
  const [body, setBody] = useState('');
  const { run, isPending } = useAction(onSend, { reload, onSuccess: () => setBody('') });
  return (
    <div className={styles.write}>
      <Input.TextArea rows={2} maxLength={CommentOnSkuInputBounds.body.max} aria-label={label} placeholder={label} value={body} onChange={(event) => setBody(event.target.value)} />
      <Button disabled={!body.trim()} loading={isPending} onClick={() => void run(body.trim())}>
        {action}
      </Button>
    </div>
  );
}
