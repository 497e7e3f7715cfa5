/** A SKU's name and code, with a link to its page. */

import { Link } from 'react-router';

import styles from './sku-name.module.css';

export function SkuName({ sku }: { sku: { code: string; name: string } }) {
  return (
    <Link to={`/skus/${encodeURIComponent(sku.code)}`} className={styles.sku} translate="no">
      <span className={styles.name}>{sku.name}</span>
      <span className={styles.code}>{sku.code}</span>
    </Link>
  );
}
