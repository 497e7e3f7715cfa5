/** Filters, order and page of a list, kept in the address so that a copied link shows the same rows. */

import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** How a value is written in the URL; an invalid one reads as the default. */
export type Codec<T> = { read: (texts: string[]) => T; write: (value: T) => string[] };

export const text: Codec<string> = {
  read: ([first]) => first ?? '',
  write: (value) => (value ? [value] : []),
};

export function someOf<T extends string>(allowed: readonly T[]): Codec<T[]> {
  return {
    read: (texts) => allowed.filter((value) => texts.includes(value)),
    write: (values) => values,
  };
}

export const texts: Codec<string[]> = { read: (values) => values, write: (values) => values };

export function oneOf<T extends string>(allowed: readonly T[], byDefault: T): Codec<T> {
  return {
    read: ([first]) => allowed.find((value) => value === first) ?? byDefault,
    write: (value) => (value === byDefault ? [] : [value]),
  };
}

type Values<S> = { [K in keyof S]: S[K] extends Codec<infer T> ? T : never };

const CURSOR = 'after';
/** Cursors in an address grow with each page; these many are kept for stepping back. */
const MAX_CURSORS = 20;

/** Read and change named values of the address. A change starts the list at its first page. */
export function useUrlState<S extends { [K in keyof S]: Codec<any> }>( // oxlint-disable-line typescript/no-explicit-any -- each codec has a type of its own
  spec: S,
): [Values<S>, (changes: Partial<Values<S>>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const values = useMemo(
    () =>
      Object.fromEntries(
        Object.entries<Codec<unknown>>(spec).map(([name, codec]) => [name, codec.read(parameters.getAll(name))]),
      ) as Values<S>,
    [parameters, spec],
  );
  const change = useCallback(
    (changes: Partial<Values<S>>) =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete(CURSOR);
          for (const [name, value] of Object.entries(changes)) {
            next.delete(name);
            for (const part of (spec[name as keyof S] as Codec<unknown>).write(value)) next.append(name, part);
          }
          return next;
        },
        { replace: true },
      ),
    [setParameters, spec],
  );
  return [values, change];
}

export type Paging = {
  /** Cursor of the page before; null on the first page. */
  after: string | null;
  isFirst: boolean;
  next: (endCursor: string) => void;
  back: () => void;
  first: () => void;
};

/** Paging of a keyset list: the cursors of the previous pages, the last one is the current page's. */
export function usePaging(): Paging {
  const [parameters, setParameters] = useSearchParams();
  const passed = parameters.getAll(CURSOR);
  const goTo = (cursors: string[]) =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      next.delete(CURSOR);
      for (const cursor of cursors.slice(-MAX_CURSORS)) next.append(CURSOR, cursor);
      return next;
    });
  return {
    after: passed.at(-1) ?? null,
    isFirst: passed.length === 0,
    next: (endCursor) => goTo([...passed, endCursor]),
    back: () => goTo(passed.slice(0, -1)),
    first: () => goTo([]),
  };
}
