/** Open anomalies, the newest first. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { SeverityTag } from '@/components/status-tags';
import { DashboardAlertsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './dashboard.module.css';

export function AlertsPanel() {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const query = useGraphQLQuery(DashboardAlertsDocument, {});
  return (
    <Panel title={t('alerts.title')} actions={<Link to="/anomalies">{t('alerts.all')}</Link>}>
      <Answered query={query} rows={8}>
        {({ anomalies }) =>
          anomalies.nodes.length === 0 ? (
            <EmptyState title={t('alerts.none')} />
          ) : (
            <ul className={styles.alerts}>
              {anomalies.nodes.map((alert) => (
                <li key={alert.id}>
                  <SeverityTag value={alert.severity} />
                  <div>
                    <strong>{t(`common:anomalyType.${alert.type}`)}</strong>
                    <Link to={`/skus/${encodeURIComponent(alert.sku.code)}`} translate="no">
                      {alert.sku.name}
                    </Link>
                  </div>
                  <div className={styles.stake}>
                    <span>{format.shortMoney(alert.moneyAtStake, alert.currency)}</span>
                    <span className={styles.detail}>{format.shortDate(alert.detectedOn)}</span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
}
