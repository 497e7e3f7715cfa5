/** The recommended quantity and the terms that add up to it. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { ChartPanel } from '@/components/chart-panel';
import { TermBars } from '@/components/charts/term-bars';
import { Figure, Figures } from '@/components/figure';
import { Answered, EmptyState } from '@/components/states';
import { StockUnknown } from '@/components/stock-unknown';
import { RecommendationStatusTag } from '@/components/status-tags';
import { SkuRecommendationDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesTerms } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import { OrderBox } from './order-box';
import styles from './workbench.module.css';

export function RecommendationPanel({ code }: { code: string }) {
  const { t, i18n } = useTranslation('sku-workbench');
  const format = useFormat();
  const query = useGraphQLQuery(SkuRecommendationDocument, { code, seesTerms: useSeesTerms() });
  const found = query.data?.sku?.recommendation;
  const terms = (found?.waterfall ?? []).map(({ key, units }) => ({ key, label: t(`components:waterfall.${key}`), value: units }));
  const assumption = (key: string) =>
    i18n.exists(`common:assumption.${key}`) ? t(`common:assumption.${key}`) : t('common:assumption.other', { key });
  return (
    <ChartPanel
      title={t('recommendation.title')}
      note={t('recommendation.note')}
      controls={found && <RecommendationStatusTag value={found.status} />}
      fileName={`${code}-quantity`}
      rows={terms}
      columns={[
        { title: t('explanation.term'), cell: (term) => term.label, isText: true },
        { title: t('explanation.units'), cell: (term) => term.value, show: (term) => format.signedUnits(term.value) },
      ]}
    >
      <Answered query={query}>
        {() =>
          found ? (
            <>
              <Figures>
                <Figure
                  size="large"
                  label={t('recommendation.remaining')}
                  value={format.units(found.remaining)}
                  note={found.orderedSince > 0 && t('recommendation.since', { recommended: format.units(found.quantity), ordered: format.units(found.orderedSince) })}
                />
                <Figure
                  label={t('recommendation.orderBy')}
                  value={format.weekdayDate(found.orderBy)}
                  tone={found.daysOverdue > 0 ? 'bad' : 'plain'}
                  note={found.daysOverdue > 0 ? t('recommendation.overdue', { count: found.daysOverdue }) : undefined}
                />
                <Figure label={t('recommendation.arrival')} value={format.weekdayDate(found.expectedArrival)} />
                {found.leadTimeDays != null && (
                  <Figure label={t('recommendation.leadTime')} value={t('recommendation.days', { days: format.decimal(found.leadTimeDays) })} />
                )}
              </Figures>
              <TermBars isDense terms={terms} totalLabel={t('components:waterfall.quantity')} total={found.quantity} />
              {found.assumptions.includes('STOCK_UNKNOWN') && <StockUnknown of="sku" />}
              {found.assumptions.length > 0 && (
                <ul className={styles.rules}>
                  {found.assumptions.map((key) => (
                    <li key={key}>{assumption(key)}</li>
                  ))}
                </ul>
              )}
              {query.data?.sku && <OrderBox code={code} sku={query.data.sku} />}
              {found.quantity > 0 && <Link to={`/recommendations?sku=${encodeURIComponent(code)}`}>{t('recommendation.decide')}</Link>}
            </>
          ) : (
            <>
              <EmptyState title={t('recommendation.none')} />
              {query.data?.sku && <OrderBox code={code} sku={query.data.sku} />}
            </>
          )
        }
      </Answered>
    </ChartPanel>
  );
}
