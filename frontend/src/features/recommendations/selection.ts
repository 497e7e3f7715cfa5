/** The chosen recommendations, across pages, and what an order of them comes to. */

import { useCallback, useState } from 'react';

import type { RecommendationRowFragment } from '@/generated/graphql';

export type Row = RecommendationRowFragment;
export type Choice = { row: Row; quantity: number };
export type SupplierOrder = {
  code: string;
  name: string;
  currency: string;
  choices: Choice[];
  units: number;
  /** Null: the cost is hidden or not known. */
  cost: number | null;
};

export const canBeOrdered = (row: Row): boolean => row.status === 'OPEN' && row.supplier !== null;

/** One order for each supplier, as the API will split them. */
export function bySupplier(choices: readonly Choice[]): SupplierOrder[] {
  const orders = new Map<string, SupplierOrder>();
  for (const choice of choices) {
    const { supplier, unitCost, currency } = choice.row;
    if (!supplier) continue;
    const order = orders.get(supplier.code) ?? { ...supplier, currency, choices: [], units: 0, cost: 0 };
    order.choices.push(choice);
    order.units += choice.quantity;
    order.cost = order.cost === null || unitCost == null ? null : order.cost + Number(unitCost) * choice.quantity;
    orders.set(supplier.code, order);
  }
  return [...orders.values()];
}

export function useSelection() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Choice>>(new Map());
  const toggle = useCallback(
    (row: Row) =>
      setChosen((before) => {
        const next = new Map(before);
        if (!next.delete(row.id)) next.set(row.id, { row, quantity: row.remaining });
        return next;
      }),
    [],
  );
  /** A table knows only the rows that it has shown; others are known by key. */
  const replace = useCallback(
    (keys: readonly string[], rows: readonly (Row | undefined)[]) =>
      setChosen((before) => {
        const shown = new Map(rows.flatMap((row): [string, Choice][] => (row ? [[row.id, { row, quantity: row.remaining }]] : [])));
        return new Map(
          keys.flatMap((key): [string, Choice][] => {
            const choice = before.get(key) ?? shown.get(key);
            return choice ? [[key, choice]] : [];
          }),
        );
      }),
    [],
  );
  const setQuantity = useCallback(
    (id: string, quantity: number) =>
      setChosen((before) => {
        const choice = before.get(id);
        return choice ? new Map(before).set(id, { ...choice, quantity }) : before;
      }),
    [],
  );
  /** Choose these, and nothing else. */
  const setChoices = useCallback(
    (choices: readonly Choice[]) => setChosen(new Map(choices.map((choice) => [choice.row.id, choice]))),
    [],
  );
  const clear = useCallback(() => setChosen(new Map()), []);
  return { chosen, toggle, replace, setQuantity, setChoices, clear };
}
