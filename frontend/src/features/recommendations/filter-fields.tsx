/** The fields that the list of recommendations is narrowed and ordered by. */

import { AppstoreOutlined, BarsOutlined } from '@ant-design/icons';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar, OneFilter, SearchFilter } from '@/components/filters';
import { Tag } from '@/components/tag';
import { AbcClassValues, LifecycleValues, RecommendationOrderValues, RecommendationStatusValues } from '@/generated/enums';
import { RecommendationFacetsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import type { useUrlState } from '@/lib/url-state';

import { type FILTERS, NO_FILTER, VIEWS, WAYS, isNarrowed } from './filters';

const HOUR_MS = 3_600_000;

type Props = {
  values: ReturnType<typeof useUrlState<typeof FILTERS>>[0];
  change: ReturnType<typeof useUrlState<typeof FILTERS>>[1];
};

export function FilterFields({ values, change }: Props) {
  const { t } = useTranslation('recommendations');
  const facets = useGraphQLQuery(RecommendationFacetsDocument, {}, { staleTime: HOUR_MS });
  const { categories = [], suppliers = [] } = facets.data?.skuFacets ?? {};
  const icons = { cards: <AppstoreOutlined aria-hidden />, table: <BarsOutlined aria-hidden /> };
  return (
    <FilterBar onReset={isNarrowed(values) ? () => change(NO_FILTER) : undefined}>
      <SearchFilter label={t('column.search')} value={values.search} onChange={(search) => change({ search })} />
      <ChoiceFilter label={t('column.category')} value={values.category} options={categories} isLoading={facets.isPending} onChange={(category) => change({ category })} />
      <ChoiceFilter label={t('column.supplier')} value={values.supplier} options={suppliers} isLoading={facets.isPending} onChange={(supplier) => change({ supplier })} />
      <ChoiceFilter label={t('column.abc')} value={values.abc} options={AbcClassValues.map((value) => ({ value, label: value }))} onChange={(abc) => change({ abc })} />
      <ChoiceFilter
        label={t('column.lifecycle')}
        value={values.lifecycle}
        options={LifecycleValues.map((value) => ({ value, label: t(`common:lifecycle.${value}`) }))}
        onChange={(lifecycle) => change({ lifecycle })}
      />
      <ChoiceFilter
        label={t('column.status')}
        value={values.status}
        options={RecommendationStatusValues.map((value) => ({ value, label: t(`common:recommendationStatus.${value}`) }))}
        onChange={(status) => change({ status })}
      />
      {values.sku.length > 0 && <Tag tone="accent">{t('chosenSkus', { number: values.sku.length })}</Tag>}
      <OneFilter
        label={t('order.label')}
        value={values.orderBy}
        options={RecommendationOrderValues.map((value) => ({ value, label: t(`sort.${value}`) }))}
        onChange={(orderBy) => change({ orderBy, direction: 'usual' })}
      />
      <OneFilter
        label={t('direction.label')}
        value={values.direction}
        options={WAYS.map((value) => ({ value, label: t(`direction.${value}`) }))}
        onChange={(direction) => change({ direction })}
      />
      <Segmented
        aria-label={t('view.label')}
        value={values.view}
        options={VIEWS.map((value) => ({ value, label: t(`view.${value}`), icon: icons[value] }))}
        onChange={(view) => change({ view })}
      />
    </FilterBar>
  );
}
