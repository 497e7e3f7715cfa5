/** The stages of an order: who took each step and when. */

import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';

import styles from './order-stages.module.css';
import { type Stage, arrivedOf, stagesOf } from './progress';
import type { OrderDetailFragment } from '@/generated/graphql';

export function OrderStages({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  return (
    <ol className={styles.stages} aria-label={t('stage.label')}>
      {stagesOf(order).map((stage) => (
        <li key={stage.key} className={styles[stage.status]} aria-current={stage.status === 'now' ? 'step' : undefined}>
          <span className={styles.dot} aria-hidden />
          <strong>{t(`stage.${stage.key}`)}</strong>
          <Note stage={stage} order={order} />
        </li>
      ))}
    </ol>
  );
}

function Note({ stage, order }: { stage: Stage; order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  if (stage.key === 'received' && stage.status !== 'ahead') {
    const { ordered, received } = arrivedOf(order.items);
    return <small>{t('stage.units', { received: format.units(received), ordered: format.units(ordered) })}</small>;
  }
  if (!stage.at) return <small>{stage.status === 'ahead' ? t('stage.ahead') : ''}</small>;
  return (
    <small>
      {stage.by && <span translate="no">{stage.by}</span>}
      {stage.by && <br />}
      {format.dateTime(stage.at)}
    </small>
  );
}
