/** Pages of figures, read back. */

/** The rows of the first table below a heading, by the titles of its columns. Throws a RangeError if the page has lost the heading. */
export function tableBelow(page: string, heading: string): ReadonlyMap<string, string>[] {
  const lines = page.split('\n');
  const from = lines.indexOf(heading);
  if (from < 0) throw new RangeError(`A page of figures has lost its part "${heading}"`);
  const start = lines.findIndex((line, at) => at > from && line.startsWith('|'));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  const [head = [], , ...rows] = lines.slice(start, end < 0 ? lines.length : end).map(cellsOf);
  return rows.map((row) => new Map(head.map((title, column) => [title, row[column] ?? ''])));
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
