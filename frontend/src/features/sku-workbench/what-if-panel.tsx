/** What-if: the recommendation with other values; nothing is saved. */

import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { Figure, Figures } from '@/components/figure';
import { Answered } from '@/components/states';
import { Tag } from '@/components/tag';
import { WhatIfDocument, type WhatIfQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesTerms } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { type Changes, NOTHING, inputOf, isChanged, termChanges } from './what-if';
import { WhatIfControls } from './what-if-controls';
import styles from './what-if.module.css';

type Props = { code: string; asOf: string; listPrice: string | null; currency: string };

export function WhatIfPanel({ code, asOf, listPrice, currency }: Props) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const [changes, setChanges] = useState<Changes>(NOTHING);
  const query = useGraphQLQuery(WhatIfDocument, { input: inputOf(code, asOf, changes), seesTerms: useSeesTerms() });
  const found = query.data?.whatIf;
  const terms = found ? termChanges(found.stored, found.changed) : [];
  return (
    <ChartPanel
      className={styles.panel}
      title={t('whatIf.title')}
      note={t('whatIf.note')}
      controls={
        <Button size="small" disabled={!isChanged(changes)} onClick={() => setChanges(NOTHING)}>
          {t('whatIf.reset')}
        </Button>
      }
      fileName={`${code}-what-if`}
      rows={terms}
      columns={[
        { title: t('explanation.term'), cell: (term) => t(`components:waterfall.${term.key}`), isText: true },
        { title: t('whatIf.stored'), cell: (term) => term.stored, show: (term) => format.signedUnits(term.stored) },
        { title: t('whatIf.changed'), cell: (term) => term.changed, show: (term) => format.signedUnits(term.changed) },
      ]}
    >
      <Answered query={query} rows={6}>
        {({ whatIf }) => (
          <div className={styles.grid} aria-busy={query.isPlaceholderData}>
            <WhatIfControls
              stored={whatIf.stored}
              listPrice={listPrice}
              currency={currency}
              changes={changes}
              onChange={(change) => setChanges({ ...changes, ...change })}
            />
            <Outcome found={whatIf} isChanged={isChanged(changes)} />
            <Terms found={whatIf} />
          </div>
        )}
      </Answered>
    </ChartPanel>
  );
}

type Found = WhatIfQuery['whatIf'];

function Outcome({ found, isChanged: hasChanges }: { found: Found; isChanged: boolean }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const { stored, changed, quantityDifference } = found;
  const was = (now: string, before: string) => (now === before ? t('whatIf.unchanged') : t('whatIf.was', { before }));
  const demand = (planned: typeof stored) => format.units(planned.forecast.find(({ horizonDays }) => horizonDays === 14)?.units);
  const risk = changed.stockoutProbability ?? 0;
  const facts: [string, string, string][] = [
    [t('whatIf.demand14'), demand(changed), demand(stored)],
    [t('recommendation.orderBy'), format.weekdayDate(changed.orderBy), format.weekdayDate(stored.orderBy)],
    [t('recommendation.arrival'), format.weekdayDate(changed.expectedArrival), format.weekdayDate(stored.expectedArrival)],
    [t('whatIf.depletion'), format.weekdayDate(changed.depletionDate), format.weekdayDate(stored.depletionDate)],
  ];
  return (
    <div className={styles.outcome} role="status" aria-label={t('whatIf.outcome')}>
      <Tag tone={quantityDifference === 0 ? 'neutral' : 'accent'}>{verdict()}</Tag>
      <Figures>
        <Figure
          size="large"
          label={t('components:waterfall.quantity')}
          value={format.units(changed.quantity)}
          note={was(format.units(changed.quantity), format.units(stored.quantity))}
        />
        <Figure
          size="large"
          label={t('whatIf.risk')}
          value={format.percent(changed.stockoutProbability)}
          tone={risk > (stored.stockoutProbability ?? 0) ? 'bad' : 'plain'}
          note={was(format.percent(changed.stockoutProbability), format.percent(stored.stockoutProbability))}
        />
      </Figures>
      <Figures>
        {facts.map(([label, now, before]) => (
          <Figure key={label} label={label} value={now} note={was(now, before)} />
        ))}
      </Figures>
    </div>
  );

  function verdict(): string {
    if (!hasChanges) return t('whatIf.same');
    if (quantityDifference === 0) return t('whatIf.noDifference');
    return t('whatIf.difference', { units: format.signedUnits(quantityDifference) });
  }
}

/** Both quantities, term by term; changed terms are highlighted. */
function Terms({ found: { stored, changed, quantityDifference } }: { found: Found }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  return (
    <table className={styles.terms} aria-label={t('whatIf.terms')}>
      <thead>
        <tr>
          <th scope="col">{t('explanation.term')}</th>
          <th scope="col">{t('whatIf.stored')}</th>
          <th scope="col">{t('whatIf.changed')}</th>
          <th scope="col">{t('whatIf.moved')}</th>
        </tr>
      </thead>
      <tbody>
        {termChanges(stored, changed).map((term) => (
          <tr key={term.key} data-moved={term.changed !== term.stored}>
            <th scope="row">{t(`components:waterfall.${term.key}`)}</th>
            <td>{format.signedUnits(term.stored)}</td>
            <td>{format.signedUnits(term.changed)}</td>
            <td>{format.signedUnits(term.changed - term.stored)}</td>
          </tr>
        ))}
        <tr className={styles.total} data-moved={quantityDifference !== 0}>
          <th scope="row">{t('components:waterfall.quantity')}</th>
          <td>{format.units(stored.quantity)}</td>
          <td>{format.units(changed.quantity)}</td>
          <td>{format.signedUnits(quantityDifference)}</td>
        </tr>
      </tbody>
    </table>
  );
}
