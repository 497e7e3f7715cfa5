/** Picks the SKU that a code is, and how many units of it one sale draws. */

import { Button, InputNumber, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { MatchCodeInputBounds } from '@/generated/bounds';
import { MatchCodeDocument, SkusToMatchDocument, type UnknownCodeRowFragment } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './imports.module.css';

export function MatchForm({ row }: { row: UnknownCodeRowFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const { code, option, channel, suggestions } = row;
  const [productId, setProductId] = useState<string | undefined>(suggestions[0]?.productId);
  const [units, setUnits] = useState(1);
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const query = useGraphQLQuery(SkusToMatchDocument, { filter: { search } }, { enabled: search !== '' });
  const suggested = suggestions.map((each) => ({ value: each.productId, label: `${each.code} · ${each.name}` }));
  const known = new Set(suggested.map(({ value }) => value));
  const found = search === '' ? [] : (query.data?.skus.nodes ?? []).filter(({ id }) => !known.has(id)).map((sku) => ({ value: sku.id, label: `${sku.code} · ${sku.name}` }));
  const match = useAction((chosen: string, mutate) => mutate(MatchCodeDocument, { code, option, channel, productId: chosen, units }, 'MatchedCode'), {
    done: (made) => t('codes.done', { code: made.code, sku: made.sku, lines: format.units(made.lines) }),
    reload: ['UnknownCodes'],
  });
  return (
    <div className={styles.bottom}>
      <Select
        className={styles.fieldSelect}
        aria-label={t('codes.skuOf', { code })}
        placeholder={t('codes.choose')}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        popupMatchSelectWidth={false}
        loading={query.isFetching}
        notFoundContent={t('codes.search')}
        value={productId}
        options={[...(suggested.length > 0 ? [{ label: t('codes.suggested'), options: suggested }] : []), ...found]}
        onChange={(chosen) => setProductId(chosen)}
      />
      <InputNumber
        className={styles.units}
        aria-label={t('codes.unitsOf', { code })}
        prefix="×"
        min={MatchCodeInputBounds.units.min}
        max={MatchCodeInputBounds.units.max}
        precision={0}
        value={units}
        onChange={(value) => setUnits(value ?? 1)}
      />
      <Button type="primary" disabled={!productId} loading={match.isPending} aria-label={t('codes.matchOf', { code })} onClick={() => productId && void match.run(productId)}>
        {t('codes.button')}
      </Button>
    </div>
  );
}
