/** A rule of the explanation as a sentence. */

import type { i18n } from 'i18next';

import type { Format } from '@/lib/format';

type Rule = { key: string; numbers: readonly { name: string; value: number }[] };

const SHARES = new Set(['discount_rate', 'change', 'rate']);

function formatNumber(format: Format, name: string, value: number): string {
  if (SHARES.has(name)) return format.percent(Math.abs(value));
  if (name === 'units') return format.signedUnits(value);
  return name === 'factor' ? format.decimal(value) : format.units(value);
}

export function ruleText({ t, exists }: i18n, format: Format, { key, numbers }: Rule): string {
  const values = Object.fromEntries(numbers.map(({ name, value }) => [name, formatNumber(format, name, value)]));
  const text = `sku-workbench:rule.${key}`;
  return exists(text) ? t(text, values) : t('sku-workbench:rule.other', { key });
}
