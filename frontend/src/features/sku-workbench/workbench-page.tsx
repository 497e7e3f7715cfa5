/** One SKU: key figures, forecast and its reasons, recommendation, and history. */

import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState, LoadingState } from '@/components/states';
import { LifecycleTag, RiskTag, TrustTag } from '@/components/status-tags';
import { Tag } from '@/components/tag';
import { HorizonValues } from '@/generated/enums';
import { SkuHeadDocument, type SkuHeadQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { hasRole, useSeesCosts, useCaller } from '@/lib/caller';
import { useFormat } from '@/lib/format';
import { needTexts } from '@/lib/i18n';
import { oneOf, useUrlState } from '@/lib/url-state';

import { AccuracyPanel } from './accuracy-panel';
import { AnomaliesPanel } from './anomalies-panel';
import { CommentsPanel } from './comments-panel';
import { CorrectionsPanel } from './corrections-panel';
import { ExplanationPanel } from './explanation-panel';
import { ForecastPanel, SPANS } from './forecast-panel';
import { HeadPanel } from './head-panel';
import { OrdersPanel } from './orders-panel';
import { OverridesPanel } from './overrides-panel';
import { ProjectionPanel } from './projection-panel';
import { RecommendationPanel } from './recommendation-panel';
import { WhatIfPanel } from './what-if-panel';
import styles from './workbench.module.css';

// The audit log's texts are loaded only for users who may read it.
const TrailPanel = lazy(async () => {
  const [panel] = await Promise.all([import('./trail-panel'), needTexts('audit')]);
  return { default: panel.TrailPanel };
});

type Sku = NonNullable<SkuHeadQuery['sku']>;

export function WorkbenchPage() {
  const { t } = useTranslation('sku-workbench');
  const { code = '' } = useParams();
  const seesCosts = useSeesCosts();
  const query = useGraphQLQuery(SkuHeadDocument, { code, seesCosts });
  return (
    <Answered query={query} rows={12}>
      {({ sku }) =>
        sku ? (
          <Workbench key={sku.code} sku={sku} />
        ) : (
          <Page title={code}>
            <Panel>
              <EmptyState title={t('unknown.title')} text={t('unknown.text')} />
            </Panel>
          </Page>
        )
      }
    </Answered>
  );
}

const CHOICES = { horizon: oneOf(HorizonValues, 'DAYS_14'), span: oneOf(SPANS, '90') };

function Workbench({ sku }: { sku: Sku }) {
  const { t } = useTranslation('sku-workbench');
  const isManager = hasRole(useCaller(), 'MANAGER');
  const seesCosts = useSeesCosts();
  const [{ horizon, span }, change] = useUrlState(CHOICES);
  return (
    <Page title={sku.name} isTitleData lead={<Lead sku={sku} />} actions={<Tags sku={sku} />}>
      {sku.asOfDate ? (
        <>
          <HeadPanel sku={sku} />
          <div className={styles.grid}>
            <ForecastPanel code={sku.code} asOf={sku.asOfDate} horizon={horizon} span={span} onChange={change} />
            <ExplanationPanel code={sku.code} horizon={horizon} />
            <ProjectionPanel code={sku.code} />
            <RecommendationPanel code={sku.code} />
            {seesCosts && <WhatIfPanel code={sku.code} asOf={sku.asOfDate} listPrice={sku.listPrice} currency={sku.currency} />}
            <AccuracyPanel code={sku.code} />
            <CorrectionsPanel code={sku.code} />
            <OverridesPanel code={sku.code} asOf={sku.asOfDate} />
            <OrdersPanel code={sku.code} />
            <AnomaliesPanel code={sku.code} />
          </div>
        </>
      ) : (
        <Panel>
          <EmptyState title={t('unpublished.title')} text={t('unpublished.text')} />
        </Panel>
      )}
      <div className={styles.grid}>
        <CommentsPanel code={sku.code} />
        {isManager && (
          <Suspense fallback={<LoadingState rows={4} />}>
            <TrailPanel code={sku.code} className={styles.wide} />
          </Suspense>
        )}
      </div>
    </Page>
  );
}

function Lead({ sku }: { sku: Sku }) {
  const parts = [sku.code, sku.category, sku.brand, sku.supplier?.name];
  return <span translate="no">{parts.filter(Boolean).join(' · ')}</span>;
}

function Tags({ sku }: { sku: Sku }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  return (
    <>
      <RiskTag value={sku.stockoutRisk ?? 'UNKNOWN'} />
      {sku.abc && <Tag>{`${sku.abc}·${sku.xyz}`}</Tag>}
      {sku.lifecycle && <LifecycleTag value={sku.lifecycle} />}
      {sku.demandClass && <Tag>{t(`common:demandClass.${sku.demandClass}`)}</Tag>}
      {sku.trustGrade && <TrustTag value={sku.trustGrade} />}
      {sku.discontinuedOn && <Tag tone="warn">{t('head.discontinued', { day: format.date(sku.discontinuedOn) })}</Tag>}
    </>
  );
}
