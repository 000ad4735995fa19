import type { EngineAnswer, Maker, StringEngine } from '../engine.ts';
import { urlKey } from './url-key.ts';

/**
 * What one writes in ten lines: a `Set` of names, asked for the host and for each of its parents.
 *
 * `slice` after `indexOf` was the fastest of the ways to walk the parents (`split` and `join` allocate more).
 */
class HostSet implements StringEngine {
  readonly input = 'string';
  readonly #hosts: ReadonlySet<string>;

  constructor(hosts: ReadonlySet<string>) {
    this.#hosts = hosts;
  }

  matchHost(host: string): EngineAnswer {
    const hosts = this.#hosts;
    let name = host;
    for (;;) {
      if (hosts.has(name)) return 1;
      const dot = name.indexOf('.');
      if (dot < 0) return 0;
      name = name.slice(dot + 1);
    }
  }
}

/** URL rules: a `Set` of hosts answers most misses; then the whole URL, the page without its query, and each folder above it. */
class UrlSet implements StringEngine {
  readonly input = 'string';
  readonly #hosts: ReadonlySet<string>;
  readonly #urls: ReadonlySet<string>;

  constructor(lines: readonly string[]) {
    const keys = lines.map(urlKey);
    this.#urls = new Set(keys);
    this.#hosts = new Set(keys.map((key) => key.slice(0, key.indexOf('/'))));
  }

  matchHost(host: string): EngineAnswer {
    return this.#hosts.has(host) ? 1 : 0;
  }

  matchRequest(host: string, target: string): EngineAnswer {
    if (!this.#hosts.has(host)) return 0;
    const urls = this.#urls;
    if (urls.has(host + target)) return 1;
    const query = target.indexOf('?');
    if (query >= 0 && urls.has(host + target.slice(0, query))) return 1;
    let slash = target.lastIndexOf('/', query < 0 ? target.length : query);
    while (slash >= 0) {
      if (urls.has(host + target.slice(0, slash + 1))) return 1;
      if (slash === 0) return 0;
      slash = target.lastIndexOf('/', slash - 1);
    }
    return 0;
  }
}

export const maker: Maker = {
  build: ({ lines, format }) =>
    Promise.resolve({ engine: format === 'domains' ? new HostSet(new Set(lines)) : new UrlSet(lines) }),
};
