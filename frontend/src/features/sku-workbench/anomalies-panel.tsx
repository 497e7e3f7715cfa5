/** The SKU's anomalies, the newest first. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { AnomalyStatusTag, SeverityTag } from '@/components/status-tags';
import { SkuAnomaliesDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './workbench.module.css';

export function AnomaliesPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const query = useGraphQLQuery(SkuAnomaliesDocument, { code });
  return (
    <Panel
      title={t('anomalies.title')}
      actions={query.data && <Link to={`/anomalies?sku=${encodeURIComponent(code)}`}>{t('anomalies.all', { count: query.data.anomalies.totalCount })}</Link>}
    >
      <Answered query={query} rows={4}>
        {({ anomalies }) =>
          anomalies.nodes.length === 0 ? (
            <EmptyState title={t('anomalies.none')} />
          ) : (
            <ul className={styles.entries}>
              {anomalies.nodes.map((anomaly) => (
                <li key={anomaly.id}>
                  <SeverityTag value={anomaly.severity} />
                  <span>{t(`common:anomalyType.${anomaly.type}`)}</span>
                  <span className={styles.detail}>{format.shortDate(anomaly.detectedOn)}</span>
                  <AnomalyStatusTag value={anomaly.status} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
}
