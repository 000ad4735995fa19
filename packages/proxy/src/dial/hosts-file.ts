import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ClientKey } from '../policy/client-key.ts';
import { type CancelQuestion, nothingToCancel, type Resolver, type ResolverCallback } from './resolver.ts';

/** How often it is looked whether the file has changed, in milliseconds: a look takes some microseconds. */
const LOOK = 5_000;
/** A larger one is no hosts file but a blocklist, and belongs elsewhere. */
const MOST_BYTES = 1024 * 1024;
const NOTHING: ReadonlyMap<string, readonly string[]> = new Map();

/** The machine's hosts file (hosts(5)) before another resolver; changes of it hold within five seconds. */
export class HostsFile implements Resolver {
  readonly #next: Resolver;
  readonly #now: () => number;
  readonly #path: string;
  #names = NOTHING;
  #version = '';
  #until = Number.NEGATIVE_INFINITY;

  /** `now` in milliseconds, of a clock that only goes forward. */
  constructor(next: Resolver, now: () => number, path = '/etc/hosts') {
    this.#next = next;
    this.#now = now;
    this.#path = path;
  }

  resolve(name: string, client: ClientKey, done: ResolverCallback): CancelQuestion {
    if (this.#now() >= this.#until) this.#look();
    const addresses = this.#names.get(name);
    if (addresses === undefined) return this.#next.resolve(name, client, done);
    done(undefined, addresses);
    return nothingToCancel;
  }

  /** A file that is gone, too large or unreadable names nothing. */
  #look(): void {
    this.#until = this.#now() + LOOK;
    try {
      const { mtimeMs, size, ino } = statSync(this.#path);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (version === this.#version) return;
      this.#version = version;
      this.#names = size > MOST_BYTES ? NOTHING : hostsIn(readFileSync(this.#path, 'utf8'));
    } catch {
      this.#version = '';
      this.#names = NOTHING;
    }
  }
}

/** `192.0.2.1 name alias # comment`: the addresses of each name, in lower case, in the order of the lines. */
export function hostsIn(text: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...aliases] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/u);
    if (isIP(address) === 0) continue;
    for (const alias of aliases) {
      const name = alias.toLowerCase();
      const known = names.get(name);
      if (known === undefined) names.set(name, [address]);
      else known.push(address);
    }
  }
  return names;
}
