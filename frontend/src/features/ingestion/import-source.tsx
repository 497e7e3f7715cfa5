/** What the file was recognised as, and how its text is read; both can be changed. */

import { Button, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import type { ImportPartsFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { encodingName } from './import-draft';
import type { FormProps } from './form-props';
import styles from './imports.module.css';

const ENCODINGS = ['utf-8', 'utf-16', 'cp949', 'euc-kr', 'cp1252', 'shift-jis'];

export function ImportSource({ upload, choices, draft, onChange, errors }: FormProps) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const [profileId, encodingId] = [useId(), useId()];
  const { description } = upload;
  if (!description) return null;
  const confidence = confidenceOf(upload);
  const layout = confidence === 'saved' || confidence === 'mapped' ? t('source.yours') : description.profileTitle;
  const current = encodingName(description.encoding);
  const encodings = ENCODINGS.includes(current) ? ENCODINGS : [current, ...ENCODINGS];
  return (
    <Panel title={t('source.title')} note={t('source.lines', { rows: format.units(description.rows), line: format.units(description.headerLine) })}>
      <p className={styles.recognised}>
        {layout && <strong>{layout}</strong>} <span className={styles.faint}>{t(`source.${confidence}`, { name: upload.mapping ?? '' })}</span>
      </p>
      <div className={styles.fields}>
        <label htmlFor={profileId}>{t('source.profile')}</label>
        <Select
          id={profileId}
          className={styles.select}
          disabled={draft.isMapped}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.profile}
          options={[{ value: '', label: t('source.byItself') }, ...choices.importProfiles.map(({ name, title }) => ({ value: name, label: title }))]}
          onChange={(profile) => onChange({ profile })}
        />
        {description.encoding !== null && (
          <>
            <label htmlFor={encodingId}>{t('source.encoding')}</label>
            <Select id={encodingId} className={styles.select} value={draft.encoding} options={encodings.map((value) => ({ value, label: encodingLabel(value) }))} onChange={(encoding) => onChange({ encoding })} />
          </>
        )}
      </div>
      {[errors.profile, errors.encoding].filter(Boolean).map((text) => (
        <p key={text} role="alert" className={styles.sendingError}>
          {text}
        </p>
      ))}
      <div>
        <Button onClick={() => onChange({ isMapped: !draft.isMapped })}>{t(draft.isMapped ? 'source.useProfile' : 'source.map')}</Button>
      </div>
    </Panel>
  );
}

function confidenceOf({ answers, mapping, description }: ImportPartsFragment): 'saved' | 'mapped' | 'chosen' | 'unknown' | 'recognised' {
  if (mapping) return 'saved';
  if (answers.columns.length > 0) return 'mapped';
  if (answers.profile) return 'chosen';
  return description?.profile ? 'recognised' : 'unknown';
}

const NAMES: Readonly<Record<string, string>> = { cp949: 'CP949 (한국어)', 'euc-kr': 'EUC-KR (한국어)', 'shift-jis': 'Shift-JIS (日本語)', cp1252: 'Windows-1252' };
const encodingLabel = (name: string) => NAMES[name] ?? name.toUpperCase();
