/** The imported files and the result of their rows. */

import { Button, Checkbox } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar } from '@/components/filters';
import { KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';
import { ImportStatusValues } from '@/generated/enums';
import { ImportBatchCountDocument, ImportBatchesDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { usePaging, useUrlState } from '@/lib/url-state';

import { batchColumns, FileName, Reasons, StatusTag } from './batch-columns';
import { DropZone } from './drop-zone';
import { BATCH_FILTERS, TABLES, batchFilter } from './filters';
import styles from './ingestion.module.css';
import { RowsBar } from './rows-bar';
import { Tabs } from './tabs';
import { UploadsPanel } from './uploads-panel';

const PAGE_SIZE = 30;

export function BatchesPage() {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const [values, change] = useUrlState(BATCH_FILTERS);
  const paging = usePaging();
  const filter = batchFilter(values);
  const query = useGraphQLQuery(ImportBatchesDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const count = useGraphQLQuery(ImportBatchCountDocument, { filter });
  const columns = useMemo(() => batchColumns(t, format), [t, format]);
  const reset = () => change({ table: [], status: [], rows: 'all' });
  return (
    <Page title={t('common:page.ingestion')} lead={t('lead')}>
      <Tabs />
      <DropZone />
      <UploadsPanel />
      <FilterBar onReset={filter ? reset : undefined}>
        <ChoiceFilter label={t('column.table')} value={values.table} options={TABLES.map((value) => ({ value, label: t(`table.${value}`) }))} onChange={(table) => change({ table })} />
        <ChoiceFilter
          label={t('column.status')}
          value={values.status}
          options={ImportStatusValues.map((value) => ({ value, label: t(`common:importStatus.${value}`) }))}
          onChange={(status) => change({ status })}
        />
        <Checkbox checked={values.rows === 'rejected'} onChange={({ target }) => change({ rows: target.checked ? 'rejected' : 'all' })}>
          {t('filter.rejected')}
        </Checkbox>
      </FilterBar>
      <Panel isFlush>
        <KeysetTable
          label={t('tab.files')}
          query={query}
          select={(data) => data.importBatches}
          columns={columns}
          rowKey={(batch) => batch.id}
          card={(batch) => (
            <div className={styles.card}>
              <span className={styles.cardHead}>
                <FileName batch={batch} />
                <StatusTag t={t} batch={batch} />
              </span>
              <small>
                {format.dateTime(batch.startedAt)} · {t('rows.rowsIn', { rows: format.units(batch.rowsIn) })}
              </small>
              <RowsBar batch={batch} />
              {batch.reasons.length > 0 && <Reasons t={t} format={format} batch={batch} />}
            </div>
          )}
          paging={paging}
          total={count.data?.importBatches.totalCount}
          empty={
            <EmptyState
              title={t(filter ? 'empty.filteredTitle' : 'empty.title')}
              text={t(filter ? 'empty.filtered' : 'empty.text')}
              action={filter && <Button onClick={reset}>{t('common:filter.reset')}</Button>}
            />
          }
        />
      </Panel>
    </Page>
  );
}
