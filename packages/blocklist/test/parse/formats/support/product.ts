/** What the product blocks with the files of another program. */
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../../../../src/compile/compile.ts';
import { loadListFile } from '../../../../src/parse/load.ts';
import type { ListFormat } from '../../../../src/settings/settings.ts';
import { settingsFor, taken } from '../../../support/parse.ts';
import { folderOf, type ListTexts } from './blocked-by.ts';

/** Rejected rows are what some of the tests are about. */
const LENIENT = { maxRejectedRatio: 1, minRejectedLines: 100 };

/**
 * Writes the files of a list into the new folder `path`, reads them in `format`, and asks for each URL; returns those that are blocked.
 *
 * @param file - the one that is read. Default: the folder of squidGuard, or each file as a list
 */
export async function blockedByProduct(
  path: string,
  format: ListFormat,
  list: ListTexts,
  urls: readonly string[],
  file?: string,
): Promise<ReadonlySet<string>> {
  folderOf(path, list);
  const each = Object.keys(list).map((name) => `${path}/${name}`);
  const whole = format === 'squidguard' ? [path] : each;
  const lists = [];
  for (const [index, from] of (file === undefined ? whole : [`${path}/${file}`]).entries())
    lists.push(taken(await loadListFile(from, settingsFor({ format, bounds: LENIENT }), index)));
  const matcher = new Matcher(openSnapshot(compileLists(lists, { markets: ['se'], seed: Uint32Array.of(1, 2, 3, 4) })));
  return new Set(
    urls.filter((url) => {
      const [host = '', ...target] = url.slice('http://'.length).split('/');
      return matcher.matchRequest(host, `/${target.join('/')}`, 0) > 0;
    }),
  );
}
