const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text escaped for HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A table below its name; the first cell of each row is its heading. Cells are HTML. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('\n');
  // Wide tables scroll separately on a small screen, so it must be possible to get there by keyboard.
  return `<p class="note">${caption}</p><section class="wide" aria-label="${caption}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></section>`;
}

/** What is shown only to who asks for it; works without script. */
export function details(summary: string, inside: string): string {
  return `<details><summary>${summary}</summary>${inside}</details>`;
}
