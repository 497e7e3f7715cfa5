/** The explanation of the forecast: the contribution of each group, and the rules as sentences. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { TermBars } from '@/components/charts/term-bars';
import { Answered, EmptyState } from '@/components/states';
import type { Horizon } from '@/generated/enums';
import { SkuForecastDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import { ruleText } from './rule-text';
import styles from './workbench.module.css';

export function ExplanationPanel({ code, horizon }: { code: string; horizon: Horizon }) {
  const { i18n, t } = useTranslation('sku-workbench');
  const format = useFormat();
  const query = useGraphQLQuery(SkuForecastDocument, { code, horizon });
  const explanation = query.data?.sku?.forecast?.explanation;
  const terms = explanation
    ? [
        { key: 'base', label: t('explanation.base'), value: explanation.baseValue, isStart: true },
        ...explanation.contributions
          .map(({ group, units }) => ({ key: group, label: t(`explanation.group.${group}`), value: units }))
          .filter(({ value }) => Math.abs(value) >= 0.05)
          .toSorted((one, other) => Math.abs(other.value) - Math.abs(one.value)),
      ]
    : [];
  return (
    <ChartPanel
      title={t('explanation.title')}
      note={t('explanation.note')}
      fileName={`${code}-explanation`}
      rows={terms}
      columns={[
        { title: t('explanation.term'), cell: (term) => term.label, isText: true },
        { title: t('explanation.units'), cell: (term) => term.value, show: (term) => format.decimal(term.value) },
      ]}
    >
      <Answered query={query}>
        {() =>
          explanation ? (
            <>
              <TermBars terms={terms} totalLabel={t('explanation.prediction')} total={explanation.prediction} />
              {explanation.rules.length > 0 && (
                <ul className={styles.rules}>
                  {explanation.rules.map((rule) => (
                    <li key={rule.key}>{ruleText(i18n, format, rule)}</li>
                  ))}
                </ul>
              )}
            </>
          ) : (
            <EmptyState title={t('explanation.none')} text={t('explanation.noneText')} />
          )
        }
      </Answered>
    </ChartPanel>
  );
}
