import type { Failure, Summary } from './summary.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8888}td.n{text-align:right}
dt{font-weight:600;margin-top:1rem}dd{margin:0 0 .2rem 1rem}`;

/** The report as a page that needs nothing from anywhere. `about`: what was tested, and when. */
export function htmlReport({ groups, passed, total, skipped, figures, notRun }: Summary, about: string): string {
  const rows = groups.map(
    ({ title, passed: good, total: all, skipped: left }) =>
      `<tr><th scope="row">${escapeHtml(title)}</th><td class="n">${good}</td><td class="n">${all}</td><td class="n">${left}</td></tr>`,
  );
  const failures = groups.flatMap((group) => group.failures);
  const notes = [
    ...figures.map(({ id, figure }) => `${id}: ${figure}`),
    ...notRun.map(({ id, why }) => `${id} was not run: ${why}`),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Self-test of a filter</title><style>${STYLE}</style></head>
<body>
<h1>Self-test of a filter</h1>
<p>${escapeHtml(about)}</p>
<table>
<thead><tr><th scope="col">group</th><th scope="col">passed</th><th scope="col">of</th><th scope="col">not run</th></tr></thead>
<tbody>
${rows.join('\n')}
<tr><th scope="row">All</th><td class="n">${passed}</td><td class="n">${total}</td><td class="n">${skipped}</td></tr>
</tbody>
</table>
${notes.length === 0 ? '' : `<h2>Notes</h2>\n<ul>\n${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('\n')}\n</ul>\n`}<h2>Failures</h2>
${failures.length === 0 ? '<p>None.</p>' : `<dl>\n${failures.map(entry).join('\n')}\n</dl>`}
</body>
</html>
`;
}

function entry({ id, expected, found, why, ref, remedy }: Failure): string {
  const lines = [`${expected}; ${found}`, `Why it matters: ${why} (${ref})`, `What to do: ${remedy}`];
  return `<dt>${escapeHtml(id)}</dt>\n${lines.map((line) => `<dd>${escapeHtml(line)}</dd>`).join('\n')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text escaped for use between tags and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
