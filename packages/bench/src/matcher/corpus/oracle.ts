/**
 * What covers what, written to be obviously right and with no thought of speed. Every engine has to agree with it
 * before it is timed.
 */

import type { ListFormat, Request } from '@netvakt/fixtures';
import type { Answer } from '../engine.ts';

export class Oracle {
  readonly #entries: ReadonlySet<string>;
  readonly #format: ListFormat;

  /** @param lines - as a list has them: hosts, or absolute URLs in canonical form. */
  constructor(lines: Iterable<string>, format: ListFormat) {
    const entries = new Set<string>();
    for (const line of lines) entries.add(line.replace(/^https?:\/\//, ''));
    this.#entries = entries;
    this.#format = format;
  }

  answer({ host, target }: Request): Answer {
    const entries = this.#entries;
    const candidates = this.#format === 'domains' ? hostAndParents(host) : urlPageAndFolders(host + target);
    return candidates.some((candidate) => entries.has(candidate)) ? 1 : 0;
  }
}

/** `a.b.test` to `a.b.test`, `b.test`, `test`: a host rule covers all that lies below it. */
function hostAndParents(host: string): string[] {
  const labels = host.split('.');
  return labels.map((_, first) => labels.slice(first).join('.'));
}

/** `a.test/b/c?d` to itself, `a.test/b/c`, `a.test/b/` and `a.test/`: a page covers any query, a folder all in it. */
function urlPageAndFolders(url: string): string[] {
  const [path = ''] = url.split('?');
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  return [url, path, ...folders];
}
