/** The possible readings of an ambiguous date or number. */

import type { DateOrder, DecimalMark } from '@/generated/enums';

const PARTS = /^(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})(?!\d)/;
const ORDERS: Record<DateOrder, readonly [year: number, month: number, day: number]> = { DMY: [2, 1, 0], MDY: [2, 0, 1], YMD: [0, 1, 2] };
const CENTURY = 2000;

/** The orders in which a text is a date, each with that date as "2026-04-03". */
export function dateReadings(text: string): { order: DateOrder; date: string }[] {
  const parts = PARTS.exec(text.trim())?.slice(1);
  if (!parts) return [];
  return (Object.keys(ORDERS) as DateOrder[]).flatMap((order) => {
    const [year = '', month = '', day = ''] = ORDERS[order].map((place) => parts[place]);
    if (year.length === 1 || year.length === 3 || day.length > 2) return [];
    const full = year.length === 2 ? CENTURY + Number(year) : Number(year);
    const date = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const found = new Date(`${date}T00:00:00Z`);
    return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(date) ? [{ order, date }] : [];
  });
}

/** A text as a number with each sign before the decimals. */
export function numberReadings(text: string): { mark: DecimalMark; value: number }[] {
  const plain = text.replaceAll(/[^\d.,-]/g, '');
  const readings = [
    { mark: 'POINT' as const, value: Number(plain.replaceAll(',', '')) },
    { mark: 'COMMA' as const, value: Number(plain.replaceAll('.', '').replace(',', '.')) },
  ];
  return plain === '' ? [] : readings.filter(({ value }) => !Number.isNaN(value));
}
