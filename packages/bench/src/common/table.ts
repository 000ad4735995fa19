/** What makes a table of a head and rows: {@link textTable} or {@link markdownTable}. */
export type TableMaker = typeof textTable;

/** Rows as text in columns, first column to the left and the others to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

/** The same as Markdown: columns of words to the left, columns of figures to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isFigures = (column: number): boolean => rows.every((row) => /^(?:[\d-].*)?$/.test(row[column] ?? ''));
  const rule = head.map((_, column) => (isFigures(column) ? '---:' : '---'));
  return [head, rule, ...rows, []].map((row) => (row.length > 0 ? `| ${row.join(' | ')} |` : '')).join('\n');
}

/** `1000000` as `1 million`, `100000` as `100 thousand`. */
export function countInWords(count: number): string {
  if (count >= 1_000_000 && count % 100_000 === 0) return `${count / 1_000_000} million`;
  if (count >= 1000 && count % 1000 === 0) return `${count / 1000} thousand`;
  return String(count);
}

/** Three significant digits without an exponent; `-` for what was not measured. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return String(Number(value.toPrecision(3)));
}
