/** Parts of HTML that all sections use. */
import { escapeHtml } from '@netvakt/proxy';

/** A table that scrolls separately on a small screen. Cells are HTML; the first of a row is its heading. `name` is text; `look` may be `full`: as high
 * as it is, and `text`: columns of words. */
export function scrollingTable(name: string, heads: readonly string[], rows: readonly string[], look = ''): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  return `<div class="${`wide ${look}`.trim()}" role="group" aria-label="${escapeHtml(name)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

/** One row: its heading, and its other cells. */
export function tableRow(head: string, cells: readonly string[]): string {
  return `<tr><th scope="row">${head}</th>${cells.join('')}</tr>`;
}

/** Names and values, one below the other. Values are HTML. */
export function termList(terms: readonly (readonly [name: string, value: string])[]): string {
  return `<dl>${terms.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

/** What an article shows of one indicator or question. */
interface ArticleParts {
  readonly id: string;
  /** Text. */
  readonly title: string;
  /** Language of the title; default: that of the page. */
  readonly language?: string;
  /** Text. */
  readonly note: string;
  /** HTML, like the two below. */
  readonly drawing: string;
  readonly table: string;
  readonly after?: string;
  /** True for a drawing that needs less room. */
  readonly isSlim?: boolean;
}

/** A drawing next to its table. */
export function drawnArticle(parts: ArticleParts): string {
  const { id, title, language, note, drawing, table, after = '', isSlim = false } = parts;
  return `<article aria-labelledby="${id}">
<h3 id="${id}"${language === undefined ? '' : ` lang="${language}"`}>${escapeHtml(title)}</h3>
<p class="note">${escapeHtml(note)}</p>
<div class="${isSlim ? 'pair slim' : 'pair'}">
<div>${drawing}</div>
${table}
</div>${after}
</article>`;
}

/** A part of the page, with a heading that can be linked to. `inside` is HTML. */
export function pageSection(id: string, title: string, inside: string): string {
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
${inside}
</section>`;
}
