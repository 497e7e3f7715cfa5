/** The settings that recommendations use: for all SKUs, and where a category, a supplier or a SKU differs. */

import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar, SearchFilter } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { CompanyPlanningDocument, type PlanningRowFragment, PlanningSettingsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { someOf, text, usePaging, useUrlState } from '@/lib/url-state';

import { CompanyTerms } from './company-terms';
import { SettingCard } from './setting-card';
import { settingColumns } from './setting-columns';
import { SettingDrawer, type Subject } from './setting-drawer';

const PAGE_SIZE = 30;
const NARROW_SCOPES = ['CATEGORY', 'SUPPLIER', 'PRODUCT'] as const;
const FILTERS = { search: text, scope: someOf(NARROW_SCOPES) };

export function PlanningPage() {
  const { t } = useTranslation('planning');
  const [subject, setSubject] = useState<Subject | null>(null);
  const company = useGraphQLQuery(CompanyPlanningDocument, {});
  const general = company.data?.planningSettings.nodes[0] ?? null;
  const edit = (setting: PlanningRowFragment) => setSubject({ scope: setting.scope, target: setting.target, name: setting.targetName, setting });
  return (
    <Page title={t('common:page.planning')} lead={t('lead')}>
      <Panel
        title={t('company.title')}
        note={t('company.note')}
        actions={
          <Button disabled={!company.data} onClick={() => setSubject({ scope: 'GLOBAL', target: null, name: null, setting: general })}>
            {t('company.edit')}
          </Button>
        }
      >
        <Answered query={company} rows={4}>
          {({ planningDefaults }) => <CompanyTerms setting={general} defaults={planningDefaults} />}
        </Answered>
      </Panel>
      <Exceptions onEdit={edit} onAdd={() => setSubject('new')} />
      {subject && company.data && <SettingDrawer subject={subject} company={{ setting: general, defaults: company.data.planningDefaults }} onClose={() => setSubject(null)} />}
    </Page>
  );
}

type ExceptionsProps = { onEdit: (setting: PlanningRowFragment) => void; onAdd: () => void };

function Exceptions({ onEdit, onAdd }: ExceptionsProps) {
  const { t } = useTranslation('planning');
  const format = useFormat();
  const [{ search, scope }, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const isNarrowed = search !== '' || scope.length > 0;
  const filter = { scope: scope.length > 0 ? scope : [...NARROW_SCOPES], search: search.trim() || null };
  const query = useGraphQLQuery(PlanningSettingsDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const isBlank = !isNarrowed && paging.isFirst && query.data?.planningSettings.nodes.length === 0;
  const columns = useMemo(() => settingColumns(t, format, onEdit), [t, format, onEdit]);
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
      {t('exceptions.add')}
    </Button>
  );
  const reset = () => change({ search: '', scope: [] });
  return (
    <Panel title={t('exceptions.title')} note={t('exceptions.note')} actions={add} isFlush>
      {!isBlank && (
        <FilterBar isInset onReset={isNarrowed ? reset : undefined}>
          <SearchFilter label={t('exceptions.search')} value={search} onChange={(value) => change({ search: value })} />
          <ChoiceFilter
            label={t('column.scope')}
            value={scope}
            options={NARROW_SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
            onChange={(value) => change({ scope: value })}
          />
        </FilterBar>
      )}
      <KeysetTable
        label={t('exceptions.title')}
        query={query}
        select={(data) => data.planningSettings}
        columns={columns}
        rowKey={({ scope: kind, target }) => `${kind} ${target}`}
        card={(setting) => <SettingCard setting={setting} onEdit={() => onEdit(setting)} />}
        paging={paging}
        empty={
          <EmptyState
            title={t(isNarrowed ? 'empty.filteredTitle' : 'empty.title')}
            text={t(isNarrowed ? 'empty.filtered' : 'empty.text')}
            action={isNarrowed && <Button onClick={reset}>{t('common:filter.reset')}</Button>}
          />
        }
      />
    </Panel>
  );
}
