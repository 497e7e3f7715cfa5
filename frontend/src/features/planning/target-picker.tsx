/** What a new setting is for: a category, a supplier, or a SKU that is searched for. */

import { Segmented, Select } from 'antd';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PlanningScope } from '@/generated/enums';
import { PlanningFacetsDocument, PlanningSkusDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './planning.module.css';

export type NarrowScope = Exclude<PlanningScope, 'GLOBAL'>;

const SCOPES: readonly NarrowScope[] = ['SUPPLIER', 'CATEGORY', 'PRODUCT'];
const HOUR_MS = 3_600_000;

type Pick = (target: string, name: string) => void;
type Props = { scope: NarrowScope; target: string | null; onScope: (scope: NarrowScope) => void; onPick: Pick };

export function TargetPicker({ scope, target, onScope, onPick }: Props) {
  const { t } = useTranslation('planning');
  const id = useId();
  return (
    <div className={styles.picker}>
      <Segmented<NarrowScope>
        block
        aria-label={t('drawer.scope')}
        value={scope}
        options={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        onChange={onScope}
      />
      <label htmlFor={id}>{t(`drawer.pick.${scope}`)}</label>
      {scope === 'PRODUCT' ? <SkuSelect id={id} target={target} onPick={onPick} /> : <FacetSelect id={id} scope={scope} target={target} onPick={onPick} />}
    </div>
  );
}

type SelectProps = { id: string; target: string | null; onPick: Pick };

function FacetSelect({ id, scope, target, onPick }: SelectProps & { scope: 'SUPPLIER' | 'CATEGORY' }) {
  const { t } = useTranslation('planning');
  const format = useFormat();
  const query = useGraphQLQuery(PlanningFacetsDocument, {}, { staleTime: HOUR_MS });
  const facets = query.data?.skuFacets?.[scope === 'SUPPLIER' ? 'suppliers' : 'categories'] ?? [];
  return (
    <Select
      id={id}
      key={scope}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('drawer.choose')}
      loading={query.isPending}
      value={target}
      notFoundContent={t('drawer.nothing')}
      options={facets.map(({ value, label, skus }) => ({ value, label, skus }))}
      optionRender={({ label, data }) => (
        <span className={styles.option}>
          <span translate="no">{label}</span>
          <small>{t('drawer.skus', { number: format.units(data.skus) })}</small>
        </span>
      )}
      onSelect={(value: string, { label }) => onPick(value, label)}
    />
  );
}

function SkuSelect({ id, target, onPick }: SelectProps) {
  const { t } = useTranslation('planning');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const query = useGraphQLQuery(PlanningSkusDocument, { filter: search ? { search } : {} });
  const found = query.data?.skus.nodes ?? [];
  return (
    <Select
      id={id}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      placeholder={t('drawer.chooseSku')}
      loading={query.isFetching}
      value={target}
      notFoundContent={t('drawer.nothing')}
      options={found.map(({ code, name }) => ({ value: code, label: name }))}
      optionRender={({ label, value }) => (
        <span className={styles.option} translate="no">
          <span>{label}</span>
          <small>{value}</small>
        </span>
      )}
      onSelect={(code: string, { label }) => onPick(code, label)}
    />
  );
}
