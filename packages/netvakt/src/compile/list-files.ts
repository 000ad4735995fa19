import { basename, resolve } from 'node:path';
import { completeSettings, DEFAULT_CHANGE_BOUNDS } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';
import { inFormat } from '../list/read-any.ts';

/** Returns `config` with other lists: each file applies in every market, `format` is that of each or detected, its id comes from its name. */
export function withLists(config: Config, files: readonly string[], format?: string): Config {
  const taken = new Set<string>();
  const lists = files.map((file) => {
    const id = idOf(file, taken);
    taken.add(id);
    const settings = inFormat(completeSettings({ id, markets: config.fixed.markets }), format);
    return { settings, path: resolve(file), change: DEFAULT_CHANGE_BOUNDS, apart: false };
  });
  return { ...config, fleet: undefined, reloadable: { ...config.reloadable, lists } };
}

/** `Lists/SE Domains.txt` → `se-domains`; a second one of that name → `se-domains-2`. */
function idOf(file: string, taken: ReadonlySet<string>): string {
  const plain = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 28);
  const id = plain === '' ? 'list' : plain;
  let unique = id;
  for (let count = 2; taken.has(unique); count += 1) unique = `${id}-${count}`;
  return unique;
}
