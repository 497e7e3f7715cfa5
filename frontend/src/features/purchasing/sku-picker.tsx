/** Finds a supplier's SKUs by code or name and adds one to the order. */

import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { OrderSkusDocument, type OrderSkusQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { MAX_LINES } from './order-draft';
import styles from './order-form.module.css';

type Found = OrderSkusQuery['skus']['nodes'][number];
type Props = { supplier: string; chosen: readonly string[]; onPick: (sku: Found) => void };

export function SkuPicker({ supplier, chosen, onPick }: Props) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const query = useGraphQLQuery(OrderSkusDocument, { filter: { supplier: [supplier], ...(search && { search }) }, seesCosts: useSeesCosts() }, { enabled: supplier !== '' });
  const found = (supplier ? (query.data?.skus.nodes ?? []) : []).filter(({ code }) => !chosen.includes(code));
  const pick = (code: string) => {
    const sku = found.find((one) => one.code === code);
    setTyped('');
    if (sku) onPick(sku);
  };
  return (
    <Select<string, { value: string; label: string; sku: Found }>
      className={styles.picker}
      aria-label={t('form.addSku')}
      placeholder={t('form.addSku')}
      disabled={!supplier || chosen.length >= MAX_LINES}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      value={null as never}
      loading={query.isFetching}
      notFoundContent={t('form.noSku')}
      options={found.map((sku) => ({ value: sku.code, label: sku.name, sku }))}
      optionRender={({ data: { sku } }) => (
        <span className={styles.found}>
          <span translate="no">{sku.name}</span>
          <small>
            <span translate="no">{sku.code}</span> · {t('form.stock', { onHand: format.units(sku.onHand), recommended: format.units(sku.recommendedQuantity) })}
          </small>
        </span>
      )}
      onSelect={pick}
    />
  );
}
