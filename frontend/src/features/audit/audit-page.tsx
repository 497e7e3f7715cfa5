/** Who did what, on what, when and from where. */

import { Table, type TableColumnType } from 'antd';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar, SearchFilter } from '@/components/filters';
import { Page } from '@/components/page';
import { Pager } from '@/components/pager';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag, type Tone } from '@/components/tag';
import { type AuditOutcome, AuditOutcomeValues } from '@/generated/enums';
import { AuditLogsDocument, type AuditLogsQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { usePaging, useUrlState } from '@/lib/url-state';
import { useNarrow } from '@/lib/use-narrow';

import { ACTIONS, type AuditFilters, FILTERS, NO_FILTER, filterInput } from './audit-filters';
import styles from './audit.module.css';

const PAGE_SIZE = 40;
const TONES: Record<AuditOutcome, Tone> = { DONE: 'neutral', REFUSED: 'warn', FAILED: 'bad' };

type Entry = AuditLogsQuery['auditLogs']['nodes'][number];

export function AuditPage() {
  const { t } = useTranslation('audit');
  const isNarrow = useNarrow();
  const [values, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const filter = filterInput(values);
  const query = useGraphQLQuery(AuditLogsDocument, { first: PAGE_SIZE, after: paging.after, filter });
  return (
    <Page title={t('common:page.audit')} lead={t('lead')}>
      <Filters values={values} change={change} isNarrowed={filter !== null} />
      <Panel isFlush>
        <Answered query={query} rows={10}>
          {({ auditLogs: { nodes, pageInfo } }) =>
            nodes.length === 0 && paging.isFirst ? (
              <EmptyState title={t('empty.title')} text={t('empty.text')} />
            ) : (
              <>
                {isNarrow ? <Cards entries={nodes} /> : <Entries entries={nodes} />}
                <Pager paging={paging} pageInfo={pageInfo} count={nodes.length} />
              </>
            )
          }
        </Answered>
      </Panel>
    </Page>
  );
}

type FiltersProps = { values: AuditFilters; change: (changes: Partial<AuditFilters>) => void; isNarrowed: boolean };

function Filters({ values, change, isNarrowed }: FiltersProps) {
  const { t } = useTranslation('audit');
  return (
    <FilterBar onReset={isNarrowed ? () => change(NO_FILTER) : undefined}>
      <SearchFilter label={t('filter.actor')} value={values.actor} onChange={(actor) => change({ actor })} />
      <ChoiceFilter
        label={t('column.action')}
        value={values.action}
        options={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
        onChange={(action) => change({ action })}
      />
      <ChoiceFilter
        label={t('column.outcome')}
        value={values.outcome}
        options={AuditOutcomeValues.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        onChange={(outcome) => change({ outcome })}
      />
      {values.subjectType && (
        <Tag tone="accent">
          <Subject type={values.subjectType} id={values.subjectId} />
        </Tag>
      )}
      {values.sku && (
        <Tag tone="accent">
          <span translate="no">{values.sku}</span>
        </Tag>
      )}
    </FilterBar>
  );
}

/** The label of an action; without one, its name. */
function Action({ action }: { action: string }) {
  const { t, i18n } = useTranslation('audit');
  return i18n.exists(`audit:action.${action}`) ? <>{t(`action.${action}`)}</> : <span translate="no">{action}</span>;
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const columns: TableColumnType<Entry>[] = [
    { key: 'no', title: t('column.sequence'), align: 'right', render: (_, entry) => format.units(entry.sequence) },
    { key: 'at', title: t('column.happenedAt'), render: (_, entry) => format.dateTime(entry.happenedAt) },
    { key: 'actor', title: t('column.actor'), render: (_, entry) => <span translate="no">{entry.actor}</span> },
    { key: 'action', title: t('column.action'), render: (_, entry) => <strong><Action action={entry.action} /></strong> },
    { key: 'outcome', title: t('column.outcome'), render: (_, entry) => <Tag tone={TONES[entry.outcome]}>{t(`outcome.${entry.outcome}`)}</Tag> },
    { key: 'subject', title: t('column.subject'), render: (_, entry) => <Subject type={entry.subjectType} id={entry.subjectId} /> },
    { key: 'address', title: t('column.address'), render: (_, entry) => <span translate="no">{entry.address ?? '–'}</span> },
  ];
  return (
    <Table<Entry>
      aria-label={t('common:page.audit')}
      size="small"
      pagination={false}
      rowKey="sequence"
      dataSource={entries as Entry[]}
      columns={columns}
      scroll={{ x: 'max-content' }}
      expandable={{ columnTitle: t('column.details'), rowExpandable: ({ details }) => details.length > 0, expandedRowRender: (entry) => <Details entry={entry} /> }}
    />
  );
}

/** The object of an action: its kind and its number. */
function Subject({ type, id }: { type: string | null; id: string | null }) {
  const { t, i18n } = useTranslation('audit');
  if (!type) return <>–</>;
  const kind = i18n.exists(`audit:subject.${type}`) ? t(`subject.${type}` as 'subject.User') : <span translate="no">{type}</span>;
  return (
    <>
      {kind} <span translate="no">{id}</span>
    </>
  );
}

function Details({ entry }: { entry: Entry }) {
  const { t } = useTranslation('audit');
  return (
    <dl className={styles.details} translate="no">
      {entry.details.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {entry.requestId && (
        <div>
          <dt>{t('request')}</dt>
          <dd>{entry.requestId}</dd>
        </div>
      )}
    </dl>
  );
}

function Cards({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <ul className={styles.cards} aria-label={t('common:page.audit')}>
      {entries.map((entry) => (
        <li key={entry.sequence}>
          <strong>
            <Action action={entry.action} />
          </strong>
          <Tag tone={TONES[entry.outcome]}>{t(`outcome.${entry.outcome}`)}</Tag>
          <span className={styles.soft} translate="no">
            {entry.actor}
          </span>
          <span className={styles.soft}>{format.dateTime(entry.happenedAt)}</span>
          <span className={styles.soft}>
            <Subject type={entry.subjectType} id={entry.subjectId} />
          </span>
          <span className={styles.soft} translate="no">
            {entry.address}
          </span>
          {entry.details.length > 0 && (
            <details className={styles.more}>
              <summary>{t('column.details')}</summary>
              <Details entry={entry} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
