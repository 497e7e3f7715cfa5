/** The buttons of an order: exactly its `allowedActions`. */

import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAction } from '@/components/use-action';
import type { PurchaseOrderAction, PurchaseOrderState } from '@/generated/enums';
import type { OrderDetailFragment } from '@/generated/graphql';
import { type FieldProblem, OutcomeError } from '@/lib/errors';

import { arrivedOf } from './progress';
import { ReasonDialog } from './reason-dialog';
import { ReceiveDialog } from './receive-dialog';
import { type Step, sendStep } from './steps';

type Props = { order: OrderDetailFragment; onOvertaken: (state: PurchaseOrderState | null) => void };
type Asking = 'REJECT' | 'CANCEL' | 'COMPLETE' | 'RECEIVE' | null;

/** In the order of the buttons; comments have their own place. */
const SHOWN: readonly PurchaseOrderAction[] = ['CANCEL', 'UPDATE', 'REOPEN', 'REJECT', 'COMPLETE', 'RECEIVE', 'SUBMIT', 'APPROVE'];
const MAIN: ReadonlySet<PurchaseOrderAction> = new Set(['SUBMIT', 'APPROVE', 'RECEIVE']);

export function OrderActions({ order, onOvertaken }: Props) {
  const { t } = useTranslation('purchasing');
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState<Asking>(null);
  const { send, isPending, problems } = useStep(order, onOvertaken, () => setAsking(null));
  const begin = (action: PurchaseOrderAction) => {
    if (action === 'UPDATE') void navigate(`/purchase-orders/${order.id}/edit`);
    else if (action === 'APPROVE') {
      void modal.confirm({ title: t('approve.title'), content: t('approve.text'), okText: t('action.APPROVE'), onOk: () => send({ action }) });
    } else if (action === 'SUBMIT' || action === 'REOPEN') void send({ action });
    else if (action !== 'COMMENT') setAsking(action);
  };
  const openUnits = arrivedOf(order.items).ordered - arrivedOf(order.items).received;
  return (
    <>
      {SHOWN.filter((action) => order.allowedActions.includes(action)).map((action) => (
        <Button key={action} type={MAIN.has(action) ? 'primary' : 'default'} danger={action === 'REJECT' || action === 'CANCEL'} disabled={isPending} onClick={() => begin(action)}>
          {t(`action.${action}`)}
        </Button>
      ))}
      {(asking === 'REJECT' || asking === 'CANCEL') && (
        <ReasonDialog
          kind={asking === 'REJECT' ? 'reject' : 'cancel'}
          isRequired
          isWaiting={isPending}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => void send({ action: asking, reason })}
        />
      )}
      {asking === 'COMPLETE' && (
        <ReasonDialog
          kind={openUnits > 0 ? 'closeOpen' : 'close'}
          isRequired={openUnits > 0}
          isWaiting={isPending}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => void send({ action: 'COMPLETE', reason: reason || null })}
        />
      )}
      {asking === 'RECEIVE' && (
        <ReceiveDialog order={order} problems={problems} isWaiting={isPending} onClose={() => setAsking(null)} onConfirm={(arrival) => void send({ action: 'RECEIVE', arrival })} />
      )}
    </>
  );
}

/** Send a step and show its outcome; not optimistic. */
function useStep(order: OrderDetailFragment, onOvertaken: Props['onOvertaken'], onDone: () => void) {
  const { t } = useTranslation('purchasing');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const { run: send, isPending } = useAction((step: Step, mutate) => sendStep(step, order, mutate), {
    done: (outcome, step) => (outcome.__typename === 'VersionConflict' ? null : t(`done.${step.action}`)),
    onStart: () => setProblems([]),
    onSuccess: (outcome) => {
      onOvertaken(outcome.__typename === 'VersionConflict' ? outcome.state : null);
      onDone();
    },
    onError: (error) => {
      onOvertaken(null);
      if (error instanceof OutcomeError) setProblems(error.fieldErrors);
      return undefined;
    },
  });
  return { send, isPending, problems };
}
