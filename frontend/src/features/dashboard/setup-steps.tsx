/** What an empty shop needs, one step after the other, until its first run is published. */

import { CheckCircleFilled, DownloadOutlined, TeamOutlined, UploadOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { LinkButton } from '@/components/link-button';
import { Panel } from '@/components/panel';
import { RunProgress } from '@/components/run-progress';
import { StartRunButton } from '@/components/start-run-button';
import { hasRole, useCaller } from '@/lib/caller';
import { type Format, useFormat } from '@/lib/format';

import styles from './setup.module.css';
import { type Setup, isUnderWay } from './use-setup';

type Step = Setup['steps'][number]['step'];
/** Data that are uploaded, and the template of each. */
const TEMPLATES: Partial<Record<Step, string>> = { SALES: 'sales', STOCK: 'stock', PRODUCTS: 'products' };

export function SetupSteps({ setup }: { setup: Setup }) {
  const { t } = useTranslation('dashboard');
  return (
    <Panel title={t('setup.title')} note={t('setup.note')}>
      <ol className={styles.steps}>
        {setup.steps.map(({ step, isDone }, index) => (
          <li key={step} className={styles.step} data-done={isDone}>
            <span className={styles.mark} aria-hidden>
              {isDone ? <CheckCircleFilled /> : index + 1}
            </span>
            <div className={styles.text}>
              <h3>
                {t(`setup.step.${step}`)} <span className={styles.state}>{t(isDone ? 'setup.done' : 'setup.open')}</span>
              </h3>
              <p>{t(`setup.use.${step}`)}</p>
              <Facts step={step} setup={setup} />
            </div>
            <div className={styles.actions}>
              <Actions step={step} isDone={isDone} setup={setup} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** What is there already; a failed run says why. */
function Facts({ step, setup }: { step: Step; setup: Setup }): ReactNode {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const night = setup.newestNight;
  if (step === 'RUN' && night) {
    if (night.status === 'FAILED') return <p className={styles.problem}>{t(`common:runError.${night.errorCode ?? 'unknown'}`)}</p>;
    return <RunProgress run={night} />;
  }
  const facts = factsOf(step, setup, format);
  return facts && <p className={styles.facts}>{t(`setup.facts.${step as 'SALES'}`, facts)}</p>;
}

function factsOf(step: Step, setup: Setup, format: Format): Record<string, string> | null {
  const { orders, firstDay, lastDay, products, productsWithStock, productsWithCost, suppliers, suppliersWithLeadTime } = setup;
  if (step === 'SALES' && firstDay && lastDay) {
    return { orders: format.units(orders), from: format.date(firstDay), to: format.date(lastDay) };
  }
  if (step === 'STOCK' && products > 0) return { known: format.units(productsWithStock), products: format.units(products) };
  if (step === 'PRODUCTS' && products > 0) {
    return {
      costs: format.units(productsWithCost),
      products: format.units(products),
      leadTimes: format.units(suppliersWithLeadTime),
      suppliers: format.units(suppliers),
    };
  }
  return null;
}

function Actions({ step, isDone, setup }: { step: Step; isDone: boolean; setup: Setup }) {
  const { t, i18n } = useTranslation('dashboard');
  const caller = useCaller();
  const template = TEMPLATES[step];
  if (template) {
    return (
      <>
        {hasRole(caller, 'MANAGER') && (
          <LinkButton to="/imports" icon={<UploadOutlined aria-hidden />} isPrimary={!isDone && step === 'SALES'}>
            {t('setup.upload')}
          </LinkButton>
        )}
        <a className={styles.template} href={`/templates/${template}.xlsx?lang=${i18n.language}`} download>
          <DownloadOutlined aria-hidden /> {t('setup.template')}
        </a>
      </>
    );
  }
  if (step === 'PEOPLE') {
    return hasRole(caller, 'ADMIN') ? (
      <LinkButton to="/users" icon={<TeamOutlined aria-hidden />}>
        {t('setup.people')}
      </LinkButton>
    ) : null;
  }
  if (setup.orders === 0) return <span className={styles.facts}>{t('setup.salesFirst')}</span>;
  return isDone ? null : <StartRunButton kind="NIGHTLY" isUnderWay={isUnderWay(setup)} />;
}
