/** Creates, changes or removes a setting; a new one asks first what it is for. */

import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Answered } from '@/components/states';
import { PageBounds } from '@/generated/bounds';
import { type PlanningRowFragment, PlanningSettingsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useNarrow } from '@/lib/use-narrow';

import type { Company } from './company-terms';
import styles from './planning.module.css';
import type { Target } from './planning-values';
import { SettingForm } from './setting-form';
import { type NarrowScope, TargetPicker } from './target-picker';

export type Subject = (Target & { setting: PlanningRowFragment | null }) | 'new';

const WIDTH = 460;

type Props = { subject: Subject; company: Company; onClose: () => void };

export function SettingDrawer({ subject, company, onClose }: Props) {
  const { t } = useTranslation('planning');
  const isNarrow = useNarrow();
  return (
    <Drawer
      open
      title={subject === 'new' ? t('drawer.new') : titleOf(subject, t)}
      size={isNarrow ? '100%' : WIDTH}
      closable={{ 'aria-label': t('common:action.close') }}
      onClose={onClose}
    >
      {subject === 'new' ? <NewSetting company={company} onClose={onClose} /> : <SettingForm target={subject} setting={subject.setting} company={company} onClose={onClose} />}
    </Drawer>
  );
}

function titleOf({ scope, target, name }: Target, t: (key: 'company.title') => string) {
  if (scope === 'GLOBAL') return t('company.title');
  return <span translate="no">{name === target ? name : `${name} (${target})`}</span>;
}

function NewSetting({ company, onClose }: Omit<Props, 'subject'>) {
  const [scope, setScope] = useState<NarrowScope>('SUPPLIER');
  const [target, setTarget] = useState<Target | null>(null);
  const choose = (next: NarrowScope) => {
    setScope(next);
    setTarget(null);
  };
  return (
    <>
      <TargetPicker scope={scope} target={target?.target ?? null} onScope={choose} onPick={(code, name) => setTarget({ scope, target: code, name })} />
      {target && <Known key={`${target.scope} ${target.target}`} target={target} company={company} onClose={onClose} />}
    </>
  );
}

/** If the target already has a setting, that one is changed. */
function Known({ target, company, onClose }: { target: Target } & Omit<Props, 'subject'>) {
  const { t } = useTranslation('planning');
  const query = useGraphQLQuery(PlanningSettingsDocument, { first: PageBounds.first.max, filter: { scope: [target.scope], search: target.target } });
  if (query.isPlaceholderData) return null;
  return (
    <Answered query={query} rows={4}>
      {({ planningSettings }) => {
        const setting = planningSettings.nodes.find((row) => row.target === target.target) ?? null;
        return (
          <>
            {setting && <p className={styles.note}>{t('drawer.exists')}</p>}
            <SettingForm key={setting?.version ?? 0} target={target} setting={setting} company={company} onClose={onClose} />
          </>
        );
      }}
    </Answered>
  );
}
