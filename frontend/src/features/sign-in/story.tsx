/** What the product is for, beside the form. */

import { useTranslation } from 'react-i18next';

import styles from './sign-in.module.css';

export function Story() {
  const { t } = useTranslation('sign-in');
  return (
    <section className={styles.story} aria-hidden="true">
      <span className={styles.word}>Jaego</span>
      <p className={styles.promise}>{t('promise')}</p>
      <Curve />
    </section>
  );
}

/** A stock that is sold down and filled up again before it ends. */
function Curve() {
  return (
    <svg className={styles.curve} viewBox="0 0 480 200" preserveAspectRatio="none">
      <path className={styles.floor} d="M0 168H480" />
      <path className={styles.past} d="M0 40 C50 58 90 96 140 138 V62 C190 78 226 112 268 146" />
      <path className={styles.band} d="M300 66 C360 84 420 120 480 138 V192 C420 172 360 132 300 104 Z" />
      <path className={styles.ahead} d="M268 146 L300 160 V84 C360 104 420 142 480 164" />
    </svg>
  );
}
