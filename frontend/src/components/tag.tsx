/** Small labels for states; the colour only repeats the word. */

import type { ReactNode } from 'react';

import styles from './tag.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'high' | 'bad' | 'info' | 'accent';

export function Tag({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${styles.tag} ${styles[tone]}`}>{children}</span>;
}
