/** A chart in a panel, with a table and a CSV download. */

import { DownloadOutlined, LineChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Cell, downloadCsv } from '@/lib/csv';

import styles from './chart-panel.module.css';
import { Panel } from './panel';

type ChartColumn<T> = {
  title: string;
  /** The value as it goes into the file. */
  cell: (row: T) => Cell;
  /** The value as shown; absent: as in the file. */
  show?: (row: T) => ReactNode;
  isText?: boolean;
};

type Props<T> = {
  title: string;
  note?: ReactNode;
  /** Further controls, such as a horizon switch. */
  controls?: ReactNode;
  /** The chart's rows, for its table and file. */
  rows: readonly T[];
  columns: readonly ChartColumn<T>[];
  fileName: string;
  children: ReactNode;
  className?: string;
};

export function ChartPanel<T>({ title, note, controls, rows, columns, fileName, children, className }: Props<T>) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const switchText = t(isTable ? 'chart.asChart' : 'chart.asTable');
  const save = () =>
    downloadCsv(`${fileName}.csv`, [
      columns.map((column) => column.title),
      ...rows.map((row) => columns.map((column) => column.cell(row))),
    ]);
  const actions = (
    <>
      {controls}
      <Tooltip title={switchText}>
        <Button
          size="small"
          type="text"
          aria-label={`${title}: ${switchText}`}
          aria-pressed={isTable}
          icon={isTable ? <LineChartOutlined /> : <TableOutlined />}
          onClick={() => setIsTable(!isTable)}
        />
      </Tooltip>
      <Tooltip title={t('chart.download')}>
        <Button size="small" type="text" aria-label={`${title}: ${t('chart.download')}`} icon={<DownloadOutlined />} onClick={save} />
      </Tooltip>
    </>
  );
  return (
    <Panel title={title} note={note} actions={actions} className={className}>
      {isTable ? <Table title={title} rows={rows} columns={columns} /> : children}
    </Panel>
  );
}

function Table<T>({ title, rows, columns }: { title: string; rows: readonly T[]; columns: readonly ChartColumn<T>[] }) {
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.isText ? styles.text : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of a chart have no identity and never move
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.title} className={column.isText ? styles.text : undefined}>
                  {(column.show ?? column.cell)(row) ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
