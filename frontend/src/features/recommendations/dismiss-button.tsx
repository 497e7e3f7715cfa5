/** Decide against a recommendation, with a reason that stays on the record. */

import { Button, Input, Popover } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { DismissRecommendationDocument } from '@/generated/graphql';
import { newIdempotencyKey, useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';

import type { Row } from './selection';
import styles from './dismiss-button.module.css';

const MAX_REASON_LENGTH = 2000;

export function DismissButton({ row }: { row: Row }) {
  const { i18n, t } = useTranslation('recommendations');
  const message = useMessage();
  const client = useQueryClient();
  const dismissal = useGraphQLMutation(DismissRecommendationDocument);
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState('');
  // A reason that was changed after a failed attempt makes another request.
  // oxlint-disable-next-line react/exhaustive-deps
  const key = useMemo(newIdempotencyKey, [reason]);
  const send = async () => {
    try {
      const input = { id: row.id, reason: reason.trim(), idempotencyKey: key };
      const { dismissRecommendation } = await dismissal.mutateAsync({ input });
      succeeded(dismissRecommendation, 'Recommendation');
      setIsOpen(false);
      void message.success(t('dismiss.done'));
      await client.invalidateQueries();
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
  };
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
            maxLength={MAX_REASON_LENGTH}
            aria-label={t('dismiss.reason')}
            placeholder={t('dismiss.reason')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button size="small" type="primary" disabled={!reason.trim()} loading={dismissal.isPending} onClick={() => void send()}>
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
