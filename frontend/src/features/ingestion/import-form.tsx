/** What the file is, what it leaves open, and its first rows as they will be; then it is imported. */

import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Answered } from '@/components/states';
import { useAction } from '@/components/use-action';
import { ImportChoicesDocument, type ImportChoicesQuery, type ImportPartsFragment, MapImportDocument, StartImportDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { OutcomeError } from '@/lib/errors';

import type { FormProps } from './form-props';
import { type Draft, changesOf, doubledFields, draftOf, isMixed, missingFields } from './import-draft';
import { ImportOptions } from './import-options';
import { ImportPreviews } from './import-previews';
import { ImportQuestions } from './import-questions';
import { ImportSource } from './import-source';
import styles from './imports.module.css';
import { MappingPanel } from './mapping-panel';

export function ImportForm({ upload }: { upload: ImportPartsFragment }) {
  const { i18n } = useTranslation('ingestion');
  const query = useGraphQLQuery(ImportChoicesDocument, { language: i18n.language === 'ko' ? 'KO' : 'EN' });
  return <Answered query={query}>{(choices) => <Form upload={upload} choices={choices} />}</Answered>;
}

function Form({ upload, choices }: { upload: ImportPartsFragment; choices: ImportChoicesQuery }) {
  const before = draftOf(upload);
  const [draft, setDraft] = useState(before);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const props: FormProps = { upload, choices, draft, errors, onChange: (changes) => setDraft((now) => ({ ...now, ...changes })) };
  const kinds = new Set(upload.description?.questions.map(({ kind }) => kind));
  if (kinds.has('PASSWORD')) {
    return (
      <>
        <ImportQuestions {...props} />
        <Buttons {...props} before={before} onErrors={setErrors} />
      </>
    );
  }
  return (
    <>
      <ImportSource {...props} />
      <ImportQuestions {...props} />
      {draft.isMapped && <MappingPanel {...props} />}
      <ImportOptions {...props} />
      <ImportPreviews upload={upload} />
      <Buttons {...props} before={before} onErrors={setErrors} />
    </>
  );
}

type ButtonsProps = FormProps & { before: Draft; onErrors: (errors: Record<string, string>) => void };

function Buttons({ upload, choices, draft, before, onErrors }: ButtonsProps) {
  const { t, i18n } = useTranslation('ingestion');
  const reload = ['ImportDetails', 'Imports'];
  const apply = useAction((_: void, mutate) => mutate(MapImportDocument, changesOf(upload.id, before, draft), 'Import'), {
    reload,
    onStart: () => onErrors({}),
    onError: (error) => {
      if (!(error instanceof OutcomeError) || error.fieldErrors.length === 0) return undefined;
      // The server's sentences about single values are in English.
      onErrors(Object.fromEntries(error.fieldErrors.map(({ field, message }) => [field, i18n.language === 'ko' ? t('answer.wrong') : message])));
      return t('answer.refused');
    },
    reloadOnError: false,
  });
  const start = useAction((_: void, mutate) => mutate(StartImportDocument, { id: upload.id }, 'Import'), { reload });
  const isChanged = Object.keys(changesOf(upload.id, before, draft)).length > 1;
  const problem = mappingProblem(draft, choices);
  return (
    <div className={styles.bottom}>
      {problem && draft.isMapped && <Alert type="warning" showIcon title={t(`mapping.${problem}`)} />}
      {isChanged || upload.state === 'ASKING' ? (
        <Button type="primary" size="large" disabled={!isChanged || (draft.isMapped && problem !== null)} loading={apply.isPending} onClick={() => void apply.run()}>
          {t('answer.apply')}
        </Button>
      ) : (
        <Button type="primary" size="large" loading={start.isPending} onClick={() => void start.run()}>
          {t('start.button')}
        </Button>
      )}
      <span className={styles.faint}>{t(isChanged ? 'answer.applyNote' : upload.state === 'ASKING' ? 'answer.openNote' : 'start.note')}</span>
    </div>
  );
}

function mappingProblem(draft: Draft, { importFields }: ImportChoicesQuery): 'mixed' | 'doubled' | 'incomplete' | 'nothing' | null {
  if (isMixed(draft.columns)) return 'mixed';
  if (doubledFields(draft.columns).length > 0) return 'doubled';
  if (!Object.values(draft.columns).some(Boolean)) return 'nothing';
  return missingFields(importFields, draft.columns).length > 0 ? 'incomplete' : null;
}
