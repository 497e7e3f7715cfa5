/** The best use of a budget: what it buys of the recommendations, and where it is cut. */

import { Button, InputNumber, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Figure, Figures } from '@/components/figure';
import { ChoiceFilter } from '@/components/filters';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState, ErrorState } from '@/components/states';
import { BudgetPlanDocument, RecommendationFacetsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { ForbiddenError } from '@/lib/errors';
import { type Format, useFormat } from '@/lib/format';
import { texts, useUrlState } from '@/lib/url-state';

import { EVERYTHING, type Plan, amount, choicesOf, typedAmount } from './budget';
import { BudgetLeftOut } from './budget-left-out';
import { BudgetLines } from './budget-lines';
import styles from './budget.module.css';
import { OrderDialog } from './order-dialog';
import { bySupplier, useSelection } from './selection';

const CHOICES = { budget: amount, supplier: texts };
const HOUR_MS = 3_600_000;
/** The slider moves in steps of about a hundredth. */
const STEPS = 100;

export function BudgetPage() {
  const { t } = useTranslation('recommendations');
  const seesCosts = useSeesCosts();
  return (
    <Page title={t('budget.title')} lead={t('budget.lead')}>
      {seesCosts ? <Plans /> : <ErrorState error={new ForbiddenError('Budgets are for those who see costs.')} />}
    </Page>
  );
}

function Plans() {
  const [{ budget, supplier }, change] = useUrlState(CHOICES);
  const suppliers = supplier.length > 0 ? supplier : null;
  const input = { budget: budget === null ? EVERYTHING : String(budget), suppliers };
  const query = useGraphQLQuery(BudgetPlanDocument, { input, seesCosts: true });
  const { t } = useTranslation('recommendations');
  return (
    <Answered query={query} rows={10}>
      {({ budgetPlan: plan }) => (
        <>
          <Controls plan={plan} budget={budget} supplier={supplier} change={change} isWaiting={query.isPlaceholderData} />
          {plan.totalLines > 0 ? (
            <Bought plan={plan} />
          ) : (
            <Panel>
              <EmptyState title={t('empty.title')} text={t('empty.text')} />
            </Panel>
          )}
          {plan.leftOut.length > 0 && <BudgetLeftOut plan={plan} />}
        </>
      )}
    </Answered>
  );
}

type ControlsProps = {
  plan: Plan;
  budget: number | null;
  supplier: string[];
  change: (changes: { budget?: number | null; supplier?: string[] }) => void;
  isWaiting: boolean;
};

function Controls({ plan, budget, supplier, change, isWaiting }: ControlsProps) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const suppliers = useGraphQLQuery(RecommendationFacetsDocument, {}, { staleTime: HOUR_MS });
  const all = Math.ceil(Number(plan.recommendedCost));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(all, 1) / STEPS)));
  // The plan stays unchanged while it is being dragged.
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? Math.min(budget ?? all, all);
  const settle = (next: number) => {
    setDragged(null);
    change({ budget: next >= all ? null : next });
  };
  return (
    <Panel>
      <div className={styles.controls} aria-busy={isWaiting}>
        <Amount amount={budget ?? all} onSettle={(next) => settle(next ?? all)} />
        <div className={styles.slider}>
          <Slider
            ariaLabelForHandle={t('budget.slider')}
            ariaValueTextFormatterForHandle={(value) => format.money(value, plan.currency)}
            min={0}
            max={all}
            step={step}
            value={shown}
            tooltip={{ formatter: (value) => format.shortMoney(value, plan.currency) }}
            onChange={setDragged}
            onChangeComplete={settle}
          />
          <p>
            <span>{format.shortMoney(0, plan.currency)}</span>
            <span>{t('budget.all', { cost: format.shortMoney(plan.recommendedCost, plan.currency) })}</span>
          </p>
        </div>
        <ChoiceFilter
          label={t('column.supplier')}
          value={supplier}
          options={suppliers.data?.skuFacets?.suppliers ?? []}
          isLoading={suppliers.isPending}
          onChange={(next) => change({ supplier: next })}
        />
      </div>
      <Sums plan={plan} />
    </Panel>
  );
}

/** The amount as a number: applied on Enter or blur; an empty field means everything. */
function Amount({ amount: settled, onSettle }: { amount: number; onSettle: (next: number | null) => void }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const [typed, setTyped] = useState<{ amount: number | null } | null>(null);
  const settle = () => {
    if (typed) onSettle(typed.amount);
    setTyped(null);
  };
  return (
    <label className={styles.amount}>
      <span>{t('budget.amount')}</span>
      <InputNumber<number | string>
        controls={false}
        min={0}
        max={Number(EVERYTHING) - 1}
        value={typed ? typed.amount : settled}
        // A decimal point stays while it is typed, or the digits after it would count as whole ones.
        formatter={(value, { userTyping, input }) => (userTyping && input.includes('.') ? input : formatted(value, format))}
        parser={(entered) => typedAmount(entered ?? '') ?? ''}
        onChange={(value) => setTyped({ amount: value === null || value === '' ? null : Number(value) })}
        onPressEnter={settle}
        onBlur={settle}
      />
    </label>
  );
}

function formatted(value: number | string | undefined, format: Format): string {
  return value === undefined || value === '' ? '' : format.units(Number(value));
}

function Sums({ plan }: { plan: Plan }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const share = Number(plan.fullProfit) > 0 ? Number(plan.expectedProfit) / Number(plan.fullProfit) : null;
  const spentShare = Number(plan.recommendedCost) > 0 ? Number(plan.spent) / Number(plan.recommendedCost) : null;
  return (
    <Figures>
      <Figure size="large" label={t('budget.spent')} value={format.shortMoney(plan.spent, plan.currency)} note={t('budget.ofAll', { share: format.percent(spentShare) })} />
      <Figure
        size="large"
        label={t('budget.profit')}
        value={format.shortMoney(plan.expectedProfit, plan.currency)}
        note={t('budget.ofFull', { share: format.percent(share), profit: format.shortMoney(plan.fullProfit, plan.currency) })}
        tone="good"
      />
      <Figure
        size="large"
        label={t('budget.bought')}
        value={t('budget.ofLines', { bought: format.units(plan.boughtLines), lines: format.units(plan.totalLines) })}
        note={t('budget.boughtNote', { reduced: format.units(plan.reducedLines), omitted: format.units(plan.omittedLines) })}
        tone={plan.boughtLines < plan.totalLines ? 'warn' : 'plain'}
      />
      <Figure size="large" label={t('budget.unpriced')} value={t('budget.lines', { lines: format.units(plan.unpricedLines) })} note={plan.unpricedLines > 0 ? t('budget.unpricedNote') : undefined} />
    </Figures>
  );
}

function Bought({ plan }: { plan: Plan }) {
  const { t } = useTranslation('recommendations');
  const selection = useSelection();
  const choices = choicesOf(plan.lines);
  const orders = bySupplier([...selection.chosen.values()]);
  return (
    <>
      <Panel
        title={t('budget.linesTitle')}
        note={t('budget.linesNote')}
        actions={
          <Button type="primary" disabled={choices.length === 0} onClick={() => selection.setChoices(choices)}>
            {t('budget.order', { number: choices.length })}
          </Button>
        }
        isFlush
      >
        <BudgetLines plan={plan} />
      </Panel>
      {orders.length > 0 && (
        <OrderDialog orders={orders} onQuantity={selection.setQuantity} onClose={selection.clear} onMade={selection.clear} />
      )}
    </>
  );
}
