/** Actions for the chosen SKUs, and links to their anomalies and recommendations. */

import { Button } from 'antd';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { SelectionBar } from '@/components/selection-bar';
import { useFormat } from '@/lib/format';

import { MAX_SKUS } from './bulk';

const AcknowledgeDialog = lazy(async () => ({ default: (await import('./acknowledge-dialog')).AcknowledgeDialog }));
const OrderChosenDialog = lazy(async () => ({ default: (await import('./order-chosen-dialog')).OrderChosenDialog }));

export function ChosenBar({ codes, onClear }: { codes: readonly string[]; onClear: () => void }) {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const [open, setOpen] = useState<'acknowledge' | 'order' | null>(null);
  const search = new URLSearchParams(codes.map((code): [string, string] => ['sku', code]));
  const isTooMany = codes.length > MAX_SKUS;
  const close = () => setOpen(null);
  return (
    <>
      <SelectionBar
        label={t('chosen.label')}
        chosen={t('chosen.number', { number: format.units(codes.length) })}
        note={isTooMany && t('chosen.limit', { number: format.units(MAX_SKUS) })}
        onClear={onClear}
      >
        <Link to={`/anomalies?${search}`}>{t('chosen.anomalies')}</Link>
        <Link to={`/recommendations?${search}&view=table`}>{t('chosen.recommendations')}</Link>
        <Button disabled={isTooMany} onClick={() => setOpen('acknowledge')}>
          {t('bulk.acknowledge.open')}
        </Button>
        <Button type="primary" disabled={isTooMany} onClick={() => setOpen('order')}>
          {t('bulk.order.open')}
        </Button>
      </SelectionBar>
      <Suspense fallback={null}>
        {open === 'acknowledge' && <AcknowledgeDialog codes={codes} onClose={close} />}
        {open === 'order' && <OrderChosenDialog codes={codes} onClose={close} />}
      </Suspense>
    </>
  );
}
