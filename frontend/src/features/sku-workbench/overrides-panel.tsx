/** Where a planner knows better than the model: numbers of one's own, each with a reason and an end. */

import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { useMessage } from '@/components/use-message';
import { ClearOverrideDocument, SkuPlanningDocument, type SkuPlanningQuery } from '@/generated/graphql';
import { useGraphQLQuery, useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useFormat } from '@/lib/format';

import { OverrideForm } from './override-form';
import styles from './planning.module.css';

type Override = NonNullable<SkuPlanningQuery['sku']>['overrides'][number];

export function OverridesPanel({ code, asOf }: { code: string; asOf: string }) {
  const { t } = useTranslation('sku-workbench');
  const [isAdding, setIsAdding] = useState(false);
  const query = useGraphQLQuery(SkuPlanningDocument, { code });
  const add = (
    <Button size="small" onClick={() => setIsAdding(true)}>
      {t('overrides.add')}
    </Button>
  );
  return (
    <Panel title={t('overrides.title')} note={t('overrides.note')} actions={add}>
      <Answered query={query} rows={3}>
        {({ sku }) =>
          sku?.overrides.length ? (
            <ul className={styles.entries}>
              {sku.overrides.map((override) => (
                <Entry key={override.id} override={override} />
              ))}
            </ul>
          ) : (
            <EmptyState title={t('overrides.none')} />
          )
        }
      </Answered>
      {isAdding && <OverrideForm code={code} asOf={asOf} onClose={() => setIsAdding(false)} />}
    </Panel>
  );
}

function Entry({ override }: { override: Override }) {
  const { i18n, t } = useTranslation('sku-workbench');
  const format = useFormat();
  const message = useMessage();
  const client = useQueryClient();
  const change = useGraphQLMutation(ClearOverrideDocument);
  const clear = async () => {
    try {
      const { clearForecastOverride } = await change.mutateAsync({ input: { id: override.id, expectedVersion: override.version } });
      succeeded(clearForecastOverride, 'ClearedForecastOverride');
      void message.success(t('overrides.cleared'));
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
    await client.invalidateQueries({ queryKey: ['SkuPlanning'] });
  };
  const value = override.mode === 'FACTOR' ? format.decimal(override.value) : format.units(override.value);
  return (
    <li>
      <div className={styles.head}>
        <strong>{t(`overrides.value.${override.mode}`, { value })}</strong>
        <Tag>{t(`common:overrideReason.${override.reason}`)}</Tag>
      </div>
      <p>
        {format.weekdayDate(override.startsOn)} – {format.weekdayDate(override.endsOn)} · <span translate="no">{override.planner}</span>
      </p>
      {override.note && <p translate="no">{override.note}</p>}
      <div className={styles.actions}>
        <Button size="small" loading={change.isPending} onClick={() => void clear()}>
          {t('overrides.clear')}
        </Button>
      </div>
    </li>
  );
}
