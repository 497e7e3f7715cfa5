/** The values of a planning setting: how each is formatted, and what is sent of a changed form. */

import { UpdatePlanningSettingsInputBounds } from '@/generated/bounds';
import type { PlanningScope } from '@/generated/enums';
import type { PlanningRowFragment, UpdatePlanningSettingsInput } from '@/generated/graphql';
import { UNKNOWN, type Format } from '@/lib/format';

/** What a setting is for; the company-wide one has no target. */
export type Target = { scope: PlanningScope; target: string | null; name: string | null };

type ValueName = 'serviceLevel' | 'reviewDays' | 'leadTimeDays' | 'holdingCostRate' | 'orderingCost';
type Kind = 'percent' | 'days' | 'money';

const HUNDREDTHS_OF_PERCENT = 10_000;

function percentOf(share: number): number {
  return Math.round(share * HUNDREDTHS_OF_PERCENT) / 100;
}

/** Bounds as people type them: percentages as such. */
export type ValueField = { name: ValueName; kind: Kind; min: number; max: number; digits: number; step: number };

const BOUNDS = UpdatePlanningSettingsInputBounds;

const inPercent = ({ min, max }: { min: number; max: number }) => ({ min: percentOf(min), max: percentOf(max) });

export const VALUE_FIELDS: readonly ValueField[] = [
  { name: 'serviceLevel', kind: 'percent', ...inPercent(BOUNDS.serviceLevel), digits: 2, step: 0.5 },
  { name: 'reviewDays', kind: 'days', ...BOUNDS.reviewDays, digits: 0, step: 1 },
  { name: 'leadTimeDays', kind: 'days', ...BOUNDS.leadTimeDays, digits: 0, step: 1 },
  { name: 'holdingCostRate', kind: 'percent', ...inPercent(BOUNDS.holdingCostRate), digits: 2, step: 1 },
  { name: 'orderingCost', kind: 'money', ...BOUNDS.orderingCost, digits: 2, step: 1000 },
];

export type FormValues = { [Name in ValueName]?: number | null };
type Values = Pick<PlanningRowFragment, ValueName>;

/** A stored value as the form shows it. */
function formValue({ name, kind }: ValueField, values: Partial<Values> | null): number | null {
  const stored = values?.[name];
  if (stored == null) return null;
  return kind === 'percent' ? percentOf(Number(stored)) : Number(stored);
}

export function formValues(setting: Values | null): FormValues {
  return Object.fromEntries(VALUE_FIELDS.map((field) => [field.name, formValue(field, setting)]));
}

type Changes = Pick<UpdatePlanningSettingsInput, ValueName>;

/** What differs from the setting, as the API takes it; null where nothing does. */
export function changesOf(setting: Values | null, form: FormValues): Changes | null {
  const changed = VALUE_FIELDS.filter((field) => (form[field.name] ?? null) !== formValue(field, setting));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((field) => [field.name, sentValue(field, form[field.name] ?? null)]));
}

function sentValue({ kind }: ValueField, value: number | null): number | string | null {
  if (value === null) return null;
  if (kind === 'percent') return Math.round(value * 100) / HUNDREDTHS_OF_PERCENT;
  return kind === 'money' ? value.toFixed(2) : value;
}

/** A value with its unit; a dash where there is none. */
export function formatValue(field: ValueField, values: Partial<Values> | null, format: Format, currency: string | null, days: (count: string) => string): string {
  const value = formValue(field, values);
  if (value === null) return UNKNOWN;
  if (field.kind === 'percent') return format.exactPercent(value / 100);
  if (field.kind === 'days') return days(format.units(value));
  return currency ? format.money(value, currency) : format.decimal(value);
}
