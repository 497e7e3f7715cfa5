/** The steps that are still open once the figures are there; this browser remembers that they were dismissed. */

import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { hasRole, useCaller } from '@/lib/caller';

import styles from './setup.module.css';
import { DISMISSED, type Setup } from './use-setup';

export function SetupRest({ setup }: { setup: Setup }) {
  const { t } = useTranslation('dashboard');
  const caller = useCaller();
  const [isDismissed, setIsDismissed] = useState(false);
  const open = setup.steps.filter(({ isDone }) => !isDone);
  if (isDismissed) return null;
  const dismiss = () => {
    localStorage.setItem(DISMISSED, 'dismissed');
    setIsDismissed(true);
  };
  const mayOpen = (step: string) => hasRole(caller, step === 'PEOPLE' ? 'ADMIN' : 'MANAGER');
  return (
    <Panel
      title={t('setup.rest')}
      actions={
        <Button type="text" size="small" onClick={dismiss}>
          {t('setup.dismiss')}
        </Button>
      }
    >
      <ul className={styles.rest}>
        {open.map(({ step }) => (
          <li key={step}>
            <strong>{mayOpen(step) ? <Link to={step === 'PEOPLE' ? '/users' : '/imports'}>{t(`setup.step.${step}`)}</Link> : t(`setup.step.${step}`)}</strong>
            <span>{t(`setup.use.${step}`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
