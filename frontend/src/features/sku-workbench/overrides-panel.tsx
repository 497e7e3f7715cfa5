/** The planners' overrides of the SKU's forecast, each with a reason and an end. */

import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { useAction } from '@/components/use-action';
import { ClearOverrideDocument, SkuPlanningDocument, type SkuPlanningQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
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
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const { id, version: expectedVersion } = override;
  const { run: clear, isPending } = useAction((_: void, mutate) => mutate(ClearOverrideDocument, { id, expectedVersion }, 'ClearedForecastOverride'), {
    done: t('overrides.cleared'),
    reload: ['SkuPlanning'],
  });
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
        <Button size="small" loading={isPending} onClick={() => void clear()}>
          {t('overrides.clear')}
        </Button>
      </div>
    </li>
  );
}
