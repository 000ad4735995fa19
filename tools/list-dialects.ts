/** The table of docs/operating/lists.md that shows what carries over from the source of each format, from the rows that the tests check. */
import { LIST_DIALECTS, LIST_FORMATS } from '../packages/blocklist/src/index.ts';

const BEGIN = '<!-- What carries over: written by `pnpm run docs`. -->\n';
const END = '<!-- End of what carries over. -->\n';

/** The page with its table written anew. Throws an `Error` if the page has lost the two lines between which it is. */
export function withDialects(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin)
    throw new Error('docs/operating/lists.md has lost the place of its table of formats');
  return `${page.slice(0, begin)}${BEGIN}\n${dialectTables()}\n${page.slice(end)}`;
}

function dialectTables(): string {
  const sources = LIST_FORMATS.map((format) => {
    const { source, covers } = LIST_DIALECTS[format];
    return row(`\`${format}\``, source, covers);
  });
  const notes = LIST_FORMATS.flatMap((format) =>
    LIST_DIALECTS[format].notes.map(({ written, there, here, blocks, isSeen }) =>
      row(`\`${format}\``, code(written), there, here, isSeen === false ? `${blocks}, not tested` : blocks),
    ),
  );
  return `${table(['format', 'source', 'an entry covers'], sources)}
What differs, and in which direction:

${table(['format', 'written', 'in the source', 'here', 'blocks'], notes)}`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return `${row(...head)}\n${row(...head.map(() => '---'))}\n${rows.join('\n')}\n`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '&#124;').replaceAll('*', '\\*')).join(' | ')} |`;
}

/** Text with signs of its own; a bar cannot be in a code span of a table. */
function code(written: string): string {
  return /^[a-z#]+ |^a /u.test(written) && !written.startsWith('#')
    ? written
    : `<code>${written.replaceAll('<', '&lt;')}</code>`;
}
