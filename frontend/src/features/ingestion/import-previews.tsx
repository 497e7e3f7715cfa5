/** The first rows as they will be, what would be refused, and what is probably not meant. */

import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import type { ImportDescriptionPartsFragment, ImportPartsFragment } from '@/generated/graphql';
import { UNKNOWN, useFormat } from '@/lib/format';

import { useFieldName, useWordText } from './field-name';
import styles from './imports.module.css';
import { TableName } from './table-name';

const MAX_CODES = 6;
const MAX_LINES = 10;

type Description = ImportDescriptionPartsFragment;

export function ImportPreviews({ upload }: { upload: ImportPartsFragment }) {
  const { description } = upload;
  if (!description) return null;
  return (
    <>
      {description.warnings.map((warning) => (
        <Warning key={warning.kind} warning={warning} />
      ))}
      {description.previews.map((preview) => (
        <Preview key={preview.table} preview={preview} />
      ))}
      {description.setAside.length > 0 && <SetAside lines={description.setAside} />}
    </>
  );
}

function Warning({ warning }: { warning: Description['warnings'][number] }) {
  const { t } = useTranslation('ingestion');
  const shown = warning.codes.slice(0, MAX_CODES);
  return (
    <Alert
      type="warning"
      showIcon
      title={t(`codeWarning.${warning.kind}`)}
      description={
        <>
          <span translate="no">{shown.join(' · ')}</span>
          {warning.codes.length > shown.length && ` ${t('codeWarning.more', { count: warning.codes.length - shown.length })}`}
        </>
      }
    />
  );
}

function Preview({ preview }: { preview: Description['previews'][number] }) {
  const { t, i18n } = useTranslation('ingestion');
  const fieldName = useFieldName();
  const key: string = `table.${preview.table}`;
  const label = i18n.exists(`ingestion:${key}`) ? t(key as 'table.orders') : preview.table;
  return (
    <Panel
      title={
        <>
          {t('preview.title')}: <TableName name={preview.table} />
        </>
      }
      note={t('preview.note')}
    >
      <Problems problems={preview.problems} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('preview.of', { table: label })}>
        <table className={styles.table}>
          <thead>
            <tr>
              {preview.columns.map((column) => (
                <th key={column} scope="col">
                  {fieldName(`${preview.table}.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody translate="no">
            {preview.rows.map((row) => (
              <tr key={row.join('\u001f')}>
                {preview.columns.map((column, place) => (
                  <td key={column}>{row[place] || UNKNOWN}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Problems({ problems }: { problems: Description['previews'][number]['problems'] }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  const textOf = useWordText();
  if (problems.length === 0) return <p className={styles.good}>{t('preview.fine')}</p>;
  return (
    <p className={styles.missing}>
      {t('preview.problems')} {problems.map(({ name, count }) => `${textOf('problem', name)} ${format.units(count)}`).join(' · ')}
    </p>
  );
}

function SetAside({ lines }: { lines: Description['setAside'] }) {
  const { t } = useTranslation('ingestion');
  const textOf = useWordText();
  return (
    <Panel title={t('setAsideLines.title')} note={t('setAsideLines.note')}>
      <ul className={styles.lines}>
        {lines.slice(0, MAX_LINES).map(({ line, reason, text }) => (
          <li key={`${line} ${reason}`}>
            {t('setAsideLines.line', { line })} · {textOf('setAside', reason)} <span translate="no">{text}</span>
          </li>
        ))}
      </ul>
      {lines.length > MAX_LINES && <p className={styles.faint}>{t('setAsideLines.more', { count: lines.length - MAX_LINES })}</p>}
    </Panel>
  );
}
