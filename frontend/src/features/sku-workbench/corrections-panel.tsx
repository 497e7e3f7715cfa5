/** Corrections of past demand before forecasts learn from it; planners accept or refuse them. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { useAction } from '@/components/use-action';
import type { DemandDecision } from '@/generated/enums';
import { AcceptCorrectionDocument, RefuseCorrectionDocument, SkuPlanningDocument, type SkuPlanningQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './planning.module.css';

type Correction = NonNullable<SkuPlanningQuery['sku']>['demandCorrections'][number];

export function CorrectionsPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const query = useGraphQLQuery(SkuPlanningDocument, { code });
  return (
    <Panel title={t('corrections.title')} note={t('corrections.note')}>
      <Answered query={query} rows={3}>
        {({ sku }) => {
          const found = (sku?.demandCorrections ?? []).filter(({ days, decision }) => days > 0 || decision);
          if (found.length === 0) return <EmptyState title={t('corrections.none')} />;
          return (
            <ul className={styles.entries}>
              {found.map((correction) => (
                <Entry key={correction.layer} code={code} correction={correction} />
              ))}
            </ul>
          );
        }}
      </Answered>
    </Panel>
  );
}

function Entry({ code, correction }: { code: string; correction: Correction }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const { decide, isPending } = useDecision(code, correction);
  const { layer, days, units, share, isApplied, decision, planner } = correction;
  const facts = [
    t('corrections.days', { days: format.units(days) }),
    t('corrections.units', { units: format.signedUnits(units) }),
    share !== null && t('corrections.share', { share: format.percent(share) }),
  ];
  return (
    <li>
      <div className={styles.head}>
        <strong>{t(`corrections.layer.${layer}`)}</strong>
        <Tag tone={isApplied ? 'accent' : 'neutral'}>{t(isApplied ? 'corrections.applied' : 'corrections.notApplied')}</Tag>
      </div>
      <p>{facts.filter(Boolean).join(' · ')}</p>
      {decision && (
        <p>
          {t(`corrections.decision.${decision}`)} <span translate="no">{planner}</span>
        </p>
      )}
      <div className={styles.actions}>
        <Button size="small" disabled={decision === 'ACCEPTED' || isPending} onClick={() => void decide('ACCEPTED')}>
          {t('corrections.accept')}
        </Button>
        <Button size="small" disabled={decision === 'REFUSED' || isPending} onClick={() => void decide('REFUSED')}>
          {t('corrections.refuse')}
        </Button>
      </div>
    </li>
  );
}

function useDecision(code: string, { layer, version }: Correction) {
  const { t } = useTranslation('sku-workbench');
  const input = { sku: code, layer, expectedVersion: version };
  const { run: decide, isPending } = useAction(
    async (decision: DemandDecision, mutate) =>
      decision === 'ACCEPTED'
        ? mutate(AcceptCorrectionDocument, input, 'DemandCorrection')
        : mutate(RefuseCorrectionDocument, input, 'DemandCorrection'),
    { done: t('corrections.done'), reload: ['SkuPlanning'] },
  );
  return { decide, isPending };
}
