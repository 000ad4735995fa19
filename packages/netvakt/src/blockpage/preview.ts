import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeHtml } from '@netvakt/proxy';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { renderAnswers, withStopPages } from './answers.ts';

export interface PreviewOptions {
  readonly config?: string;
  readonly out: string;
  readonly json?: boolean;
}

interface Written {
  readonly market: string;
  readonly kind: 'page' | 'part';
  readonly language?: string;
  readonly status: number;
  readonly bytes: number;
  /** The whole response, and its body alone, in the folder. */
  readonly head: string;
  readonly body?: string;
}

/** Writes every answer of every market to files, as it would be sent, with an index to look at them from. */
export const preview: Action<PreviewOptions> = async ({ stdout, stderr }, { config: file, out, json }) => {
  const config = await configured(file);
  const answers = withStopPages(config, await renderAnswers(config));
  const written: Written[] = [];
  try {
    await mkdir(out, { recursive: true });
    for (const [i, { pages, part }] of answers.entries()) {
      const market = config.fixed.markets[i] ?? '';
      for (const page of pages) {
        const name = `${market}-${page.language}`;
        await writeFile(join(out, `${name}.html`), page.body);
        await writeFile(join(out, `${name}.head.txt`), page.head);
        written.push({
          market,
          kind: 'page',
          language: page.language,
          ...sizes(page),
          head: `${name}.head.txt`,
          body: `${name}.html`,
        });
      }
      await writeFile(join(out, `${market}-part.head.txt`), part.head);
      written.push({ market, kind: 'part', ...sizes(part), head: `${market}-part.head.txt` });
    }
    await writeFile(join(out, 'index.html'), indexOf(written));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const remedy = isFull ? 'Make room on its disk' : 'Name a folder that this user may write to with --out';
    await stderr.write(`Cannot write to ${out} (${code})\n    ${remedy}\n`);
    return EXIT.failed;
  }
  await stdout.write(
    json === true
      ? `${JSON.stringify({ out, answers: written })}\n`
      : `${written.length} answers of ${answers.length} markets written to ${out}; look at ${join(out, 'index.html')}\n`,
  );
  return EXIT.done;
};

function sizes({
  head,
  body,
}: {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}): Pick<Written, 'status' | 'bytes'> {
  return { status: Number(Buffer.from(head).toString('latin1', 9, 12)), bytes: head.length + body.length };
}

function indexOf(written: readonly Written[]): string {
  const rows = written.map(
    ({ market, kind, language = '', status, bytes, head, body }) =>
      `<tr><td>${escapeHtml(market)}</td><td>${kind}</td><td>${language}</td><td>${status}</td><td>${bytes}</td>` +
      `<td><a href="${escapeHtml(head)}">head</a>${body === undefined ? '' : ` <a href="${escapeHtml(body)}">page</a>`}</td></tr>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Block pages</title></head>
<body>
<h1>Block pages</h1>
<table>
<thead><tr><th scope="col">market</th><th scope="col">kind</th><th scope="col">language</th><th scope="col">status</th><th scope="col">bytes</th><th scope="col">files</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}
