/** Who did what to the SKU, from the audit log, the newest first. The names of actions are texts of the audit log. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { SkuTrailDocument, type SkuTrailQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './trail-panel.module.css';

type Entry = SkuTrailQuery['auditLogs']['nodes'][number];

export function TrailPanel({ code, className }: { code: string; className?: string }) {
  const { t } = useTranslation('sku-workbench');
  const query = useGraphQLQuery(SkuTrailDocument, { code });
  return (
    <Panel
      title={t('trail.title')}
      className={className}
      actions={<Link to={`/audit?sku=${encodeURIComponent(code)}`}>{t('trail.all')}</Link>}
    >
      <Answered query={query} rows={4}>
        {({ auditLogs: { nodes } }) =>
          nodes.length === 0 ? (
            <EmptyState title={t('trail.none')} />
          ) : (
            <ul className={styles.trail}>
              {nodes.map((entry) => (
                <Step key={entry.sequence} entry={entry} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
}

function Step({ entry: { action, actor, happenedAt, outcome, details } }: { entry: Entry }) {
  const { t, i18n } = useTranslation('audit');
  const format = useFormat();
  const facts = details.filter(({ name }) => name !== 'sku').map(({ name, value }) => `${name}: ${value}`);
  return (
    <li>
      <strong>{i18n.exists(`audit:action.${action}`) ? t(`action.${action}`) : <span translate="no">{action}</span>}</strong>
      {outcome !== 'DONE' && <Tag tone="warn">{t(`outcome.${outcome}`)}</Tag>}
      <span translate="no">{actor}</span>
      <span className={styles.at}>{format.dateTime(happenedAt)}</span>
      {facts.length > 0 && (
        <small translate="no" className={styles.details}>
          {facts.join(' · ')}
        </small>
      )}
    </li>
  );
}
