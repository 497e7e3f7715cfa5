/** The SKUs most likely to run out. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { ShareBar } from '@/components/share-bar';
import { SkuName } from '@/components/sku-name';
import { Answered, EmptyState } from '@/components/states';
import { RiskTag } from '@/components/status-tags';
import { DashboardTopDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useDepletionText } from '@/lib/depletion';
import { useFormat } from '@/lib/format';

import styles from './dashboard.module.css';

export function TopPanel() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const query = useGraphQLQuery(DashboardTopDocument, {});
  const depletionText = useDepletionText();
  return (
    <Panel title={t('top.title')} note={t('top.note')} actions={<Link to="/skus">{t('top.all')}</Link>} isFlush>
      <Answered query={query} rows={8}>
        {({ stockoutRiskTop }) =>
          stockoutRiskTop.length === 0 ? (
            <EmptyState title={t('top.none')} />
          ) : (
            <div className={styles.scroll} role="region" aria-label={t('top.title')} tabIndex={0}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('top.sku')}</th>
                    <th scope="col">{t('top.risk')}</th>
                    <th scope="col">{t('top.probability')}</th>
                    <th scope="col">{t('top.depletion')}</th>
                    <th scope="col">{t('top.onHand')}</th>
                    <th scope="col">{t('top.demand')}</th>
                    <th scope="col">{t('top.money')}</th>
                    <th scope="col">{t('top.recommended')}</th>
                  </tr>
                </thead>
                <tbody>
                  {stockoutRiskTop.map((sku) => (
                    <tr key={sku.id}>
                      <td>
                        <SkuName sku={sku} />
                      </td>
                      <td>
                        <RiskTag value={sku.stockoutRisk ?? 'UNKNOWN'} />
                      </td>
                      <td>
                        <ShareBar share={sku.stockoutProbability14} />
                      </td>
                      <td>{depletionText(sku)}</td>
                      <td>{format.units(sku.onHand)}</td>
                      <td>{format.units(sku.expectedDemand14)}</td>
                      <td>{format.money(sku.moneyAtRisk, sku.currency)}</td>
                      <td>{format.units(sku.recommendedQuantity)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answered>
    </Panel>
  );
}
