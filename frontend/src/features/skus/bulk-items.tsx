/** The items of a bulk action, each with its outcome, and the SKUs that have none. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '@/components/tag';

import type { Outcome } from './bulk';
import styles from './bulk.module.css';

type Item = { id: string; name: string; code: string; what: ReactNode };
type Props = { items: readonly Item[]; outcomes: ReadonlyMap<string, Outcome>; none: readonly string[]; noneText: string };

export function BulkItems({ items, outcomes, none, noneText }: Props) {
  const { t } = useTranslation('skus');
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('bulk.items')}>
      <ul className={styles.items} aria-label={t('bulk.items')}>
        {items.map(({ id, name, code, what }) => (
          <li key={id}>
            <span className={styles.name} translate="no">
              {name}
              <small>{code}</small>
            </span>
            <span className={styles.what}>{what}</span>
            <OutcomeText outcome={outcomes.get(id)} />
          </li>
        ))}
        {none.map((code) => (
          <li key={code}>
            <span className={styles.name} translate="no">
              {code}
            </span>
            <Tag tone="neutral">{noneText}</Tag>
          </li>
        ))}
      </ul>
    </div>
  );
}

function OutcomeText({ outcome }: { outcome: Outcome | undefined }) {
  const { t } = useTranslation('skus');
  if (!outcome) return null;
  if (outcome.kind === 'waiting') return <Tag tone="info">{t('bulk.waiting')}</Tag>;
  if (outcome.kind === 'done') return <Tag tone="good">{outcome.text ?? t('bulk.done')}</Tag>;
  return (
    <span className={styles.refused}>
      <Tag tone="bad">{t('bulk.refused')}</Tag> {outcome.reason}
    </span>
  );
}
