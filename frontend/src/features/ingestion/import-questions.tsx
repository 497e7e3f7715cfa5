/** What the file does not say by itself, answered on the spot. */

import { Input, Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import type { ImportDescriptionPartsFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { useWordText } from './field-name';
import type { FormProps } from './form-props';
import styles from './imports.module.css';
import { dateReadings, numberReadings } from './readings';

type Question = ImportDescriptionPartsFragment['questions'][number];

export function ImportQuestions(props: FormProps) {
  const { t } = useTranslation('ingestion');
  const questions = (props.upload.description?.questions ?? []).filter(({ kind }) => kind !== 'MAPPING');
  const isAsked = (kind: Question['kind']) => questions.find((question) => question.kind === kind);
  if (questions.length === 0) return null;
  const [dates, numbers] = [isAsked('DATE_ORDER'), isAsked('NUMBER_FORMAT')];
  return (
    <Panel title={t('question.title')} note={t('question.note')}>
      {isAsked('PASSWORD') && <Password {...props} />}
      {dates && <DateOrderQuestion {...props} question={dates} />}
      {numbers && <NumberFormatQuestion {...props} question={numbers} />}
      {questions.filter(({ kind }) => kind === 'STATUS_WORDS').map((question) => (
        <StatusWords key={question.column} {...props} question={question} />
      ))}
    </Panel>
  );
}

function Password({ draft, onChange, errors }: FormProps) {
  const { t } = useTranslation('ingestion');
  const id = useId();
  return (
    <div className={styles.stack}>
      <label htmlFor={id}>{t('question.password')}</label>
      <Input.Password
        id={id}
        className={styles.password}
        autoComplete="off"
        visibilityToggle={false}
        status={errors.password ? 'error' : undefined}
        aria-describedby={`${id}-note`}
        value={draft.password}
        onChange={({ target }) => onChange({ password: target.value })}
      />
      <span id={`${id}-note`} className={errors.password ? styles.sendingError : styles.faint} role={errors.password ? 'alert' : undefined}>
        {t(errors.password ? 'question.passwordWrong' : 'question.passwordNote')}
      </span>
    </div>
  );
}

type QuestionProps = FormProps & { question: Question };

function DateOrderQuestion({ question, draft, onChange }: QuestionProps) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const [example = ''] = question.values.filter((value) => dateReadings(value).length > 1).concat(question.values);
  const readings = dateReadings(example);
  return (
    <fieldset className={styles.question}>
      <legend>{t('question.date', { column: question.column ?? '', value: example })}</legend>
      <Radio.Group value={draft.dateOrder} onChange={({ target }) => onChange({ dateOrder: target.value })}>
        {(readings.length > 1 ? readings : (['DMY', 'MDY', 'YMD'] as const).map((order) => ({ order, date: null }))).map(({ order, date }) => (
          <Radio key={order} value={order}>
            {date ? format.date(date) : t(`dateOrder.${order}`)} <span className={styles.faint}>{date && t(`dateOrder.${order}`)}</span>
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  );
}

function NumberFormatQuestion({ question, draft, onChange }: QuestionProps) {
  const { t, i18n } = useTranslation('ingestion');
  const [example = ''] = question.values;
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 4 });
  return (
    <fieldset className={styles.question}>
      <legend>{t('question.number', { column: question.column ?? '', value: example })}</legend>
      <Radio.Group value={draft.decimalMark} onChange={({ target }) => onChange({ decimalMark: target.value })}>
        {numberReadings(example).map(({ mark, value }) => (
          <Radio key={mark} value={mark}>
            {number.format(value)} <span className={styles.faint}>{t(`decimalMark.${mark}`)}</span>
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  );
}

function StatusWords({ question, choices, draft, onChange }: QuestionProps) {
  const { t } = useTranslation('ingestion');
  const textOf = useWordText();
  const words = choices.importFields.find(({ name }) => name === 'orders.status')?.words ?? [];
  return (
    <fieldset className={styles.question}>
      <legend>{t('question.status', { column: question.column ?? '' })}</legend>
      <div className={styles.fields}>
        {question.values.map((word) => (
          <label key={word} className={styles.pair}>
            <span translate="no">{word}</span>
            <Select
              className={styles.select}
              aria-label={t('question.statusOf', { word })}
              placeholder={t('question.statusChoose')}
              value={draft.statusWords[word] || undefined}
              options={words.map((value) => ({ value, label: textOf('status', value) }))}
              onChange={(status: string) => onChange({ statusWords: { ...draft.statusWords, [word]: status } })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
