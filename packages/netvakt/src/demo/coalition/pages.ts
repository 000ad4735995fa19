import { join } from 'node:path';
import { SECRETARIAT } from './cast.ts';
import { filesBelow } from './files.ts';
import { leaksIn } from './leaks.ts';
import type { PlayStage } from './stage.ts';

/** A few of the languages: the others take as long again, and are written by the same command. */
const LANGUAGES = ['en', 'sv'].flatMap((tag) => ['--language', tag]);

/** The secretariat writes the transparency page and the members' benchmark page. */
export async function writeQuarterPages(stage: PlayStage, quarter: string): Promise<void> {
  const out = join(stage.root, 'pages', `after-${quarter}`);
  const text = await stage.coalition(SECRETARIAT, 'page', '--out', out, ...LANGUAGES, '--json');
  const { files, edition } = JSON.parse(text) as { files: readonly string[]; edition: string };
  const leaks = await leaksIn(await filesBelow(out));
  await stage.expect(
    'the pages are written, and hold no figure of an operator',
    ['public/index.html', 'members/index.html'].every((path) => files.includes(path)) && leaks.length === 0,
    `pages/after-${quarter}: ${files.length} files, edition ${edition}${leaks.map((path) => `; ${path}`).join('')}`,
  );
}
