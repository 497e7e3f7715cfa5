/** What the viewer may do with an order now: exactly its `allowedActions`. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMessage } from '@/components/use-message';
import type { PurchaseOrderAction, PurchaseOrderState } from '@/generated/enums';
import type { OrderDetailFragment } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { type FieldProblem, OutcomeError, RequestError } from '@/lib/errors';

import { arrivedOf } from './progress';
import { ReasonDialog } from './reason-dialog';
import { ReceiveDialog } from './receive-dialog';
import { useRequestKeys } from '@/lib/request-keys';
import { type Step, take } from './steps';

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

/** Take a step and say what came of it; nothing is shown before the server has decided. */
function useStep(order: OrderDetailFragment, onOvertaken: Props['onOvertaken'], onDone: () => void) {
  const { i18n, t } = useTranslation('purchasing');
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const { mutateAsync, isPending } = useMutation({ mutationFn: ({ step, key }: { step: Step; key: string }) => take(step, { id: order.id, expectedVersion: order.version, idempotencyKey: key }) });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const send = async (step: Step) => {
    setProblems([]);
    try {
      const outcome = await mutateAsync({ step, key: keyOf([order.version, step]) });
      onOvertaken(outcome.__typename === 'VersionConflict' ? outcome.state : null);
      if (outcome.__typename === 'VersionConflict') onDone();
      else if (outcome.__typename === 'PurchaseOrder') {
        onDone();
        void message.success(t(`done.${step.action}`));
      } else if ('code' in outcome) throw new OutcomeError(outcome.__typename, outcome.code, outcome.message, 'fieldErrors' in outcome ? outcome.fieldErrors : []);
      else throw new RequestError('UNKNOWN_OUTCOME', step.action);
    } catch (error) {
      if (error instanceof OutcomeError) setProblems(error.fieldErrors);
      void message.error(errorText(i18n, error));
    }
    await client.invalidateQueries();
  };
  return { send, isPending, problems };
}
