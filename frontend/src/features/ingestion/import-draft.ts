/** The answers that a person is writing about a file, and what of them is sent. */

import type { DateOrder, DecimalMark } from '@/generated/enums';
import type { ImportChoicesQuery, ImportPartsFragment, MapImportInput } from '@/generated/graphql';

export type Draft = {
  profile: string;
  /** Column of the file -> field; empty text: not read. */
  columns: Record<string, string>;
  /** Whether columns are mapped by hand, in place of a profile. */
  isMapped: boolean;
  encoding: string;
  dateOrder: DateOrder | null;
  decimalMark: DecimalMark | null;
  statusWords: Record<string, string>;
  password: string;
  completeLines: boolean;
  completeStock: boolean;
  createsProducts: boolean | null;
  saveAs: string;
};

export type Field = ImportChoicesQuery['importFields'][number];

/** The names of encodings differ in case and dashes only. */
export const encodingName = (text: string | null): string => (text ?? '').toLowerCase().replaceAll('_', '-');

/** What is known so far: answers first, then what was recognised. */
export function draftOf({ answers, description }: ImportPartsFragment): Draft {
  const given = answers.columns.map(({ column, field }) => [column, field]);
  const recognised = (description?.columns ?? []).flatMap(({ name, field }) => (field ? [[name, field]] : []));
  const isAsked = description?.questions.some(({ kind }) => kind === 'MAPPING') ?? false;
  return {
    profile: answers.profile ?? '',
    columns: Object.fromEntries(given.length > 0 ? given : recognised) as Record<string, string>,
    isMapped: given.length > 0 || isAsked,
    encoding: encodingName(answers.encoding ?? description?.encoding ?? null),
    dateOrder: answers.dateOrder as DateOrder | null,
    decimalMark: answers.decimalMark === null ? null : answers.decimalMark === ',' ? 'COMMA' : 'POINT',
    statusWords: Object.fromEntries(answers.statusWords.map(({ word, status }) => [word, status])),
    password: '',
    completeLines: answers.completeLines,
    completeStock: answers.completeStock,
    createsProducts: answers.createsProducts,
    saveAs: '',
  };
}

/** Only what differs from what is known: what is absent stays as it is. */
export function changesOf(id: string, before: Draft, draft: Draft): MapImportInput {
  const mapped = Object.entries(draft.columns).filter(([, field]) => field !== '');
  const words = Object.entries(draft.statusWords).filter(([, status]) => status !== '');
  const isChanged = (name: keyof Draft) => JSON.stringify(before[name]) !== JSON.stringify(draft[name]);
  const hasColumns = draft.isMapped && mapped.length > 0 && (isChanged('columns') || isChanged('isMapped') || draft.saveAs !== '');
  return {
    id,
    ...(!draft.isMapped && (isChanged('profile') || isChanged('isMapped')) && { profile: draft.profile, columns: [] }),
    ...(hasColumns && { columns: mapped.map(([column, field]) => ({ column, field })) }),
    ...(isChanged('encoding') && { encoding: draft.encoding }),
    ...(isChanged('dateOrder') && draft.dateOrder && { dateOrder: draft.dateOrder }),
    ...(isChanged('decimalMark') && draft.decimalMark && { decimalMark: draft.decimalMark }),
    ...(isChanged('statusWords') && { statusWords: words.map(([word, status]) => ({ word, status })) }),
    ...(draft.password && { password: draft.password }),
    ...(isChanged('completeLines') && { completeLines: draft.completeLines }),
    ...(isChanged('completeStock') && { completeStock: draft.completeStock }),
    ...(isChanged('createsProducts') && draft.createsProducts !== null && { createsProducts: draft.createsProducts }),
    ...(draft.saveAs.trim() && { saveAs: draft.saveAs.trim() }),
  };
}

/** Fields that name the same thing, so that one column is enough for all of them. */
const SAME = [
  ['orders.order_no', 'order_items.order', 'payments.order'],
  ['products.sku', 'order_items.product', 'inventory.product', 'inventory_movements.product', 'purchase_history.product', 'ad_spend_daily.product'],
  ['suppliers.code', 'products.supplier', 'purchase_history.supplier'],
];
/** Required fields that are filled in if no column holds them: line numbers, a price of 0, the time of the upload. */
const FILLED = new Set(['order_items.line_no', 'order_items.unit_price', 'inventory.snapshot_at']);

/** Required fields of the mapped tables that no column holds yet. */
export function missingFields(fields: readonly Field[], columns: Draft['columns']): Field[] {
  const mapped = new Set(Object.values(columns).filter(Boolean));
  const tables = new Set([...mapped].map((name) => name.split('.')[0]));
  const isKnown = (name: string) => mapped.has(name) || FILLED.has(name) || SAME.some((group) => group.includes(name) && group.some((other) => mapped.has(other)));
  return fields.filter(({ name, table, isRequired }) => isRequired && tables.has(table) && !isKnown(name));
}

/** Fields that two columns hold. */
export function doubledFields(columns: Draft['columns']): string[] {
  const chosen = Object.values(columns).filter(Boolean);
  return [...new Set(chosen.filter((field, place) => chosen.indexOf(field) !== place))];
}

/** Whether fields of the simple sales file stand beside those of other tables, which no file can be. */
export function isMixed(columns: Draft['columns']): boolean {
  const tables = new Set(Object.values(columns).filter(Boolean).map((name) => name.split('.')[0]));
  return tables.has('sales') && tables.size > 1;
}
