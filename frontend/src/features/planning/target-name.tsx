/** What a setting is for: a SKU leads to its page. */

import { SkuName } from '@/components/sku-name';
import type { PlanningRowFragment } from '@/generated/graphql';

import styles from './planning.module.css';

export function TargetName({ setting: { scope, target, targetName } }: { setting: PlanningRowFragment }) {
  if (scope === 'PRODUCT') return <SkuName sku={{ code: target ?? '', name: targetName ?? '' }} />;
  return (
    <span className={styles.target} translate="no">
      <strong>{targetName}</strong>
      {target !== targetName && <small>{target}</small>}
    </span>
  );
}
