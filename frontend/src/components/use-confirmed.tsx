/** Asks the user to confirm an order's warnings, for exactly these units. */

import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ConfirmedWarningInput, OrderWarningFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './use-confirmed.module.css';

type Asking = { __typename: 'ConfirmationRequired'; warnings: OrderWarningFragment[] };
type Confirmed<A> = Exclude<A, { __typename: 'ConfirmationRequired' }>;

/**
 * `sendConfirmed`: send; if warnings come back, ask, and send again with the confirmed ones. Null: not confirmed.
 * `isAsking`: the question is open, and no request is running.
 */
export function useConfirmed() {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  const words = useWords();
  const [isAsking, setIsAsking] = useState(false);
  const ask = async (warnings: readonly OrderWarningFragment[]) =>
    modal.confirm({
      width: 560,
      title: t('components:orderWarning.title'),
      okText: t('components:orderWarning.confirm'),
      cancelText: t('action.cancel'),
      content: (
        <ul className={styles.warnings}>
          {warnings.map((warning) => (
            <li key={`${warning.sku} ${warning.code}`}>
              <strong translate="no">{warning.sku}</strong> {words(warning)}
            </li>
          ))}
        </ul>
      ),
    });
  const sendConfirmed = async <A extends { __typename: string }>(
    send: (confirmed: ConfirmedWarningInput[]) => Promise<A>,
  ): Promise<Confirmed<A> | null> => {
    const confirmed: ConfirmedWarningInput[] = [];
    for (;;) {
      // Each answer decides whether there is another question.
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await send([...confirmed]);
      if (!needsAnswer(outcome)) return outcome as Confirmed<A>;
      setIsAsking(true);
      // oxlint-disable-next-line no-await-in-loop
      const isConfirmed = await ask(outcome.warnings);
      setIsAsking(false);
      if (!isConfirmed) return null;
      confirmed.push(...outcome.warnings.map(({ sku, code, quantity }) => ({ sku, code, quantity })));
    }
  };
  return { sendConfirmed, isAsking };
}

function needsAnswer(outcome: { __typename: string }): outcome is Asking {
  return outcome.__typename === 'ConfirmationRequired';
}

function useWords() {
  const { t } = useTranslation();
  const format = useFormat();
  return (warning: OrderWarningFragment) => {
    const { code, quantity, limit, suggestedQuantity, expectedLoss, currency } = warning;
    const parts = [t(`components:orderWarning.${code}`, { units: format.units(quantity), limit: format.units(limit) })];
    if (expectedLoss !== null && currency) parts.push(t('components:orderWarning.loss', { amount: format.money(expectedLoss, currency) }));
    if (suggestedQuantity !== null) parts.push(t('components:orderWarning.suggested', { units: format.units(suggestedQuantity) }));
    return parts.join(' ');
  };
}
