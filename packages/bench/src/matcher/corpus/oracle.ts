/**
 * What covers what, written to be obviously right and with no thought of speed. Every engine has to agree with it
 * before it is timed.
 */

import type { FixtureRequest, LineFormat } from '@netvakt/fixtures';
import type { EngineAnswer } from '../engine.ts';

export class Oracle {
  readonly #entries = new Set<string>();
  readonly #format: LineFormat;

  /** @param lines - as a list has them: hosts, or absolute URLs in canonical form. */
  constructor(format: LineFormat, lines: Iterable<string> = []) {
    this.#format = format;
    for (const line of lines) this.add(line);
  }

  add(line: string): void {
    this.#entries.add(line.replace(/^https?:\/\//, ''));
  }

  answer({ host, target }: FixtureRequest): EngineAnswer {
    const candidates = this.#format === 'domains' ? hostAndParents(host) : urlPageAndFolders(host + target);
    return candidates.some((candidate) => this.#entries.has(candidate)) ? 1 : 0;
  }
}

/** `a.b.test` to `a.b.test`, `b.test`, `test`: a host rule covers all that is below it. */
function hostAndParents(host: string): string[] {
  return [host, ...placesOf('.', host).map((dot) => host.slice(dot + 1))];
}

/** `a.test/b/c?d` to itself, `a.test/b/c`, `a.test/b/` and `a.test/`: a page covers any query, a folder all in it. */
function urlPageAndFolders(url: string): string[] {
  const [page = ''] = url.split('?');
  const folders = placesOf('/', page).map((slash) => page.slice(0, slash + 1));
  return [url, page, ...folders];
}

/** Every index at which `text` has `character`. */
function placesOf(character: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) places.push(at);
  return places;
}
