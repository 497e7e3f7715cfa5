/** Dismisses a recommendation, with a reason. */

import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { DismissRecommendationInputBounds } from '@/generated/bounds';
import { DismissRecommendationDocument } from '@/generated/graphql';

import type { Row } from './selection';
import styles from './dismiss-button.module.css';

export function DismissButton({ row }: { row: Row }) {
  const { t } = useTranslation('recommendations');
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { run, isPending } = useAction(
    (_: void, mutate) => mutate(DismissRecommendationDocument, { id: row.id, reason: reason.trim() }, 'Recommendation'),
    { done: t('dismiss.done'), onSuccess: () => setIsOpen(false) },
  );
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setIsOpen}
      destroyOnHidden
      content={
        <div className={styles.form}>
          <p>{t('dismiss.text')}</p>
          <Input.TextArea
            rows={2}
            maxLength={DismissRecommendationInputBounds.reason.max}
            aria-label={t('dismiss.reason')}
            placeholder={t('dismiss.reason')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button size="small" type="primary" disabled={!reason.trim()} loading={isPending} onClick={() => void run()}>
            {t('dismiss.confirm')}
          </Button>
        </div>
      }
    >
      <Button type="text" size="small" className={styles.open} aria-label={t('dismiss.of', { name: row.sku.name })}>
        {t('dismiss.open')}
      </Button>
    </Popover>
  );
}
