/** One run: a summary in one line, its steps below. */

import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { Fragment, createElement, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { RawText } from '@/components/raw-text';
import { RunProgress } from '@/components/run-progress';
import { RunStatusTag } from '@/components/status-tags';
import { Tag } from '@/components/tag';
import type { RunRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { useCountName } from './count-name';
import { minutesAndSeconds, secondsOf, sharesOf } from './durations';
import styles from './pipeline.module.css';

const MAX_IN_VIEW = 6;
const COLUMN_NAME = /([a-z]+(?:_[a-z]+)+)/;

type Props = { run: RunRowFragment; publishedId: string | null; isOpen: boolean };

/** What stays shown after a failed run; only nightly runs replace the figures. */
function leftInView(kind: RunRowFragment['kind'], publishedId: string | null): 'published' | 'none' | 'other' {
  if (kind !== 'NIGHTLY') return 'other';
  return publishedId === null ? 'none' : 'published';
}

export function RunPanel({ run, publishedId, isOpen: isOpenAtFirst }: Props) {
  const { t } = useTranslation('pipeline');
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const title = t('run', { kind: t(`kind.${run.kind}`), day: format.date(run.logicalDate) });
  return (
    <Panel>
      <div className={styles.head}>
        <Button
          type="text"
          size="small"
          aria-expanded={isOpen}
          aria-label={t('details', { run: title, attempt: run.attempt })}
          icon={isOpen ? <DownOutlined /> : <RightOutlined />}
          onClick={() => setIsOpen(!isOpen)}
        />
        <div className={styles.title}>
          <h2>{title}</h2>
          <small>
            {t(`trigger.${run.trigger}`)} · {t('attempt', { attempt: run.attempt })} · {format.dateTime(run.startedAt)}
          </small>
        </div>
        <span className={styles.tags}>
          {run.warnings.length > 0 && <Tag tone="warn">{t('warnings', { count: run.warnings.length })}</Tag>}
          {run.id === publishedId && <Tag tone="accent">{t('served')}</Tag>}
          <RunStatusTag value={run.status} />
        </span>
        <strong className={styles.duration}>
          <Duration seconds={secondsOf(run)} />
        </strong>
      </div>
      <div className={styles.progress}>
        <RunProgress run={run} />
      </div>
      {run.error && (
        <Alert
          className={styles.alert}
          type="error"
          showIcon
          title={t(`failed.${leftInView(run.kind, publishedId)}`)}
          description={
            <>
              <p className={styles.why}>{t(`common:runError.${run.errorCode ?? 'unknown'}`)}</p>
              <RawText text={run.error} />
            </>
          }
        />
      )}
      {isOpen && <Details run={run} />}
    </Panel>
  );
}

function Duration({ seconds }: { seconds: number | null }) {
  const { t } = useTranslation('pipeline');
  const format = useFormat();
  if (seconds === null) return <>{format.units(null)}</>;
  if (seconds < 10) return <>{t('duration.tenths', { seconds: format.decimal(seconds) })}</>;
  const parts = minutesAndSeconds(seconds);
  return <>{parts.minutes > 0 ? t('duration.minutes', parts) : t('duration.seconds', parts)}</>;
}

/** A warning in the user's language: the console's text if there is one, else the server's; then the first rows. */
function Warning({ warning: { code, message, messageKo, examples, numbers } }: { warning: RunRowFragment['warnings'][number] }) {
  const { t, i18n } = useTranslation('pipeline');
  const format = useFormat();
  const sentence = i18n.language === 'ko' ? messageKo : message;
  const isCheck = code === 'CHECK' || messageKo !== null;
  const hasOwnWords = code !== 'CHECK' && i18n.exists(`pipeline:warning.${code}.title`);
  const key = hasOwnWords ? (code as 'STALE_DATA') : isCheck && sentence !== null ? 'CHECK' : 'OTHER';
  const values = Object.fromEntries(numbers.map(({ name, value }) => [name, format.decimal(value)]));
  return (
    <>
      <Tag tone="warn">{t(`warning.${key}.title`)}</Tag> <Sentence text={t(`warning.${key}.text`, { sentence, rows: '–', stale_days: '–', ...values })} />
      {examples.length > 0 && <div translate="no">{examples.join(' · ')}</div>}
      {key !== 'CHECK' && <RawText text={message} />}
    </>
  );
}

/** A sentence with names of columns as they are in the data. */
function Sentence({ text }: { text: string }) {
  const parts = text.split(COLUMN_NAME).map((part, place) => (place % 2 === 1 ? createElement('code', { translate: 'no' }, part) : part));
  return createElement(Fragment, null, ...parts);
}

/** The counts of a step; if there are many, they are shown on demand. */
function Counts({ counts }: { counts: RunRowFragment['steps'][number]['counts'] }) {
  const { t } = useTranslation('pipeline');
  const format = useFormat();
  const nameOf = useCountName();
  const text = counts.map(({ name, count }, index) => (
    <Fragment key={name}>
      {index > 0 && ' · '}
      {nameOf(name) ?? <span translate="no">{name}</span>} {format.units(count)}
    </Fragment>
  ));
  if (counts.length <= MAX_IN_VIEW) return <span className={styles.counts}>{text}</span>;
  return (
    <details className={styles.counts}>
      <summary>{t('counts', { count: counts.length })}</summary>
      {text}
    </details>
  );
}

function Details({ run }: { run: RunRowFragment }) {
  const { t, i18n } = useTranslation('pipeline');
  const shares = sharesOf(run.steps);
  const nameOf = (name: string) => (i18n.exists(`components:runStep.${name}`) ? t(`components:runStep.${name}` as 'components:runStep.extract') : name);
  return (
    <>
      {run.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {run.warnings.map((warning) => (
            <li key={`${warning.code}${warning.message}`}>
              <Warning warning={warning} />
            </li>
          ))}
        </ul>
      )}
      <ol className={styles.steps} aria-label={t('steps')}>
        {run.steps.map((step, place) => (
          <li key={step.position}>
            <strong className={styles[step.status.toLowerCase()]}>{nameOf(step.name)}</strong>
            <span className={styles.track} data-status={step.status} aria-hidden>
              <span style={{ width: `${Math.max((shares[place] ?? 0) * 100, 1)}%` }} />
            </span>
            <span className={styles.duration}>{step.status === 'SUCCEEDED' ? <Duration seconds={step.seconds} /> : t(`stepStatus.${step.status}`)}</span>
            <Counts counts={step.counts} />
          </li>
        ))}
      </ol>
    </>
  );
}
