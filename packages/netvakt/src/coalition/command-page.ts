import { join } from 'node:path';
import { readSurvey, recall } from '@netvakt/coalition';
import { type Action, timeIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { NamedFolder } from './named-folder.ts';
import { PAGE_LANGUAGES, writePages } from './page/write.ts';
import { currentPolicy } from './trusted-policy.ts';

export interface PageOptions {
  readonly out: string;
  readonly home?: string;
  readonly language?: readonly string[];
  readonly survey?: string;
  readonly json?: boolean;
}

/** Writes the coalition's pages from its folder, if its log is sound. Reads nothing that only aggregators may read. */
export const page: Action<PageOptions> = async (context, { out, home: path, language, survey: file, json }) => {
  const languages = checkedLanguages(language);
  const survey =
    file === undefined ? undefined : readSurvey(await givenText(file, 'Name the file of the survey with --survey'));
  const { home, store, signed } = await currentPolicy(await CoalitionHome.open(path));
  const kept = await recall(new NamedFolder(join(home.path, 'log')));
  const now = Math.floor(timeIn(context) / 1000);
  const written = await writePages({ store, signed, party: home.settings.id, kept, now, out, languages, survey });
  const words = [
    `${written.edition ?? 'no edition yet'}: ${written.files.length} files written to ${out}`,
    `look at ${join(out, 'public/index.html')}; the largest page has ${Math.ceil(written.largest / 1000)} kB`,
  ].join('\n');
  await context.stdout.write(shown(json, { out, ...written }, words));
  return EXIT.done;
};

/** @throws OperatorError ERR_COALITION - a language that there are no texts in. */
function checkedLanguages(given: readonly string[] = PAGE_LANGUAGES): readonly string[] {
  const unknown = given.find((one) => !PAGE_LANGUAGES.includes(one));
  if (unknown === undefined) return [...new Set(given)];
  throw new OperatorError('ERR_COALITION', {
    found: `There are no pages in "${unknown}"`,
    remedy: `Name one of ${PAGE_LANGUAGES.join(', ')} with --language`,
  });
}
