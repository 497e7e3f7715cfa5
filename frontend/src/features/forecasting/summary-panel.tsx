/** Accuracy of one horizon over all SKUs. */

import { useTranslation } from 'react-i18next';

import { Figure, Figures } from '@/components/figure';
import { Panel } from '@/components/panel';
import { useFormat } from '@/lib/format';

import type { Accuracy } from './groups';

/** From these limits on, bias and coverage are highlighted. */
const NOTABLE_BIAS = 0.1;
const NOTABLE_GAP = 0.05;
const PROMISED = 0.8;

export function SummaryPanel({ overall }: { overall: Accuracy }) {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const { wape, modelWape, naiveWape, valueAdded, bias, coverage } = overall;
  const isOverridden = format.finePercent(modelWape) !== format.finePercent(wape);
  return (
    <Panel>
      <Figures>
        <Figure
          size="large"
          label={t('summary.error')}
          value={format.finePercent(wape)}
          note={isOverridden ? t('summary.withoutOverrides', { error: format.finePercent(modelWape) }) : t('summary.ofDemand')}
        />
        <Figure size="large" label={t('summary.naive')} value={format.finePercent(naiveWape)} note={t('summary.sameTotals')} />
        <Figure
          size="large"
          label={t('summary.added')}
          value={format.signedPercent(valueAdded)}
          tone={(valueAdded ?? 0) < 0 ? 'bad' : 'good'}
          note={t('summary.addedNote')}
        />
        <Figure
          size="large"
          label={t('summary.bias')}
          value={format.signedPercent(bias)}
          tone={Math.abs(bias ?? 0) > NOTABLE_BIAS ? 'warn' : 'plain'}
          note={t((bias ?? 0) > 0 ? 'summary.tooMuch' : 'summary.tooLittle')}
        />
        <Figure
          size="large"
          label={t('summary.coverage')}
          value={format.percent(coverage)}
          tone={coverage !== null && Math.abs(coverage - PROMISED) > NOTABLE_GAP ? 'warn' : 'plain'}
          note={t('summary.promised')}
        />
        <Figure
          size="large"
          label={t('summary.totals')}
          value={format.units(overall.totals)}
          note={t('summary.made', { from: format.shortDate(overall.firstOrigin), to: format.shortDate(overall.lastOrigin) })}
        />
      </Figures>
    </Panel>
  );
}
