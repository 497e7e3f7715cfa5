/** Numbers, dates and money in the chosen language. A dash stands for unknown values. */

import { useContext } from 'react';
import { useTranslation } from 'react-i18next';

import { ZoneContext } from './zone';

export const UNKNOWN = '–';

type Nullable<T> = T | null | undefined;

const MINUTE = 60;
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

/** Cache a function's results by name. */
function memoized<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

export type Format = ReturnType<typeof makeFormat>;

export function makeFormat(language: string, zone?: string) {
  const locale = language === 'ko' ? 'ko-KR' : 'en-US';
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const fineShare = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const exactShare = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const signedShare = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const day = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const orUnknown = <T>(value: Nullable<T>, write: (known: T) => string) => (value == null ? UNKNOWN : write(value));
  const currencyFormat = (options: Intl.NumberFormatOptions) =>
    memoized((currency) => new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options }));
  const exactMoney = currencyFormat({});
  const roundedMoney = currencyFormat({ notation: 'compact', maximumSignificantDigits: 3 });

  return {
    units: (value: Nullable<number>) => orUnknown(value, whole.format),
    decimal: (value: Nullable<number>) => orUnknown(value, tenth.format),
    signedUnits: (value: Nullable<number>) => orUnknown(value, signed.format),
    percent: (value: Nullable<number>) => orUnknown(value, share.format),
    /** To a tenth of a percent. */
    finePercent: (value: Nullable<number>) => orUnknown(value, fineShare.format),
    /** With the digits that somebody set. */
    exactPercent: (value: Nullable<number>) => orUnknown(value, exactShare.format),
    signedPercent: (value: Nullable<number>) => orUnknown(value, signedShare.format),
    /** A business day such as "2026-05-01". */
    date: (value: Nullable<string>) => orUnknown(value, (text) => day.format(new Date(text))),
    shortDate: (value: Nullable<string>) => orUnknown(value, (text) => shortDay.format(new Date(text))),
    weekdayDate: (value: Nullable<string>) => orUnknown(value, (text) => weekday.format(new Date(text))),
    /** An instant, in the company's zone. */
    dateTime: (value: Nullable<string>) => orUnknown(value, (text) => instant.format(new Date(text))),
    ago: (value: Nullable<string>) =>
      orUnknown(value, (text) => {
        const seconds = (Date.parse(text) - Date.now()) / 1000;
        if (Math.abs(seconds) < MINUTE) return relative.format(0, 'second');
        const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', MINUTE];
        return relative.format(Math.round(seconds / length), unit);
      }),
    money: (value: Nullable<string | number>, currency: string) =>
      orUnknown(value, (amount) => exactMoney(currency).format(Number(amount))),
    /** Rounded to three digits, with the language's own word for thousands or 만. */
    shortMoney: (value: Nullable<string | number>, currency: string) =>
      orUnknown(value, (amount) => roundedMoney(currency).format(Number(amount))),
  };
}

/** Every cell of a table uses them, and creating a formatter takes longer than formatting. */
const formatsOf = memoized((zone) => memoized((language) => makeFormat(language, zone || undefined)));

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formatsOf(useContext(ZoneContext) ?? '')(i18n.language);
}
