/** Tables as CSV files. */

export type Cell = string | number | null | undefined;

/** Texts that a spreadsheet would run as a formula are escaped. */
const FORMULA = /^[=+\-@\t\r]/;

function field(cell: Cell): string {
  if (cell == null) return '';
  const safe = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(field).join(',')).join('\r\n');
}

/** Save rows as a file; the byte order mark lets spreadsheets read it as UTF-8. */
export function downloadCsv(name: string, rows: readonly (readonly Cell[])[]): void {
  const address = URL.createObjectURL(new Blob(['\uFEFF', toCsv(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
