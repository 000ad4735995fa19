/** One key at a time, with words: what explain() asks. */
import type { CanonicalHost } from '../canonical/types.ts';
import { TextHash } from '../hash/text-hash.ts';
import type { RuleKind } from '../rule/types.ts';
import { ABSENT } from '../snapshot/lookup.ts';
import type { Engine } from './engine.ts';
import { ALLOWED, NONE } from './rule-index.ts';

/** Where a rule stands in one list. */
interface RuleSource {
  readonly list: number;
  readonly line: number;
}

/** One key that was asked for and what the market's rules say of it. */
export interface Probe {
  readonly kind: RuleKind;
  /** The key as people read it: `shop.test:8080/x/`. */
  readonly key: string;
  readonly outcome: 'none' | 'deny' | 'allow';
  readonly sources: readonly RuleSource[];
}

/** The page and scope of a path probe. */
export interface PathProbe {
  readonly host: CanonicalHost;
  readonly path: string;
  readonly port: number | undefined;
  readonly fold: boolean;
}

/** Asks an engine for keys. */
export class Prober {
  readonly #engine: Engine;
  readonly #market: number;
  readonly #hash: TextHash;

  constructor(engine: Engine, market: number) {
    this.#engine = engine;
    this.#market = market;
    this.#hash = new TextHash(engine.key);
  }

  /** Rules on the host itself. */
  host(host: CanonicalHost, kind: 'host' | 'ip'): Probe {
    this.#hash.host(host);
    return this.#ask(kind, host, false);
  }

  /** Domain rules on a host or a suffix of one. */
  domain(suffix: string): Probe {
    this.#hash.host(suffix as CanonicalHost);
    return this.#ask('domain', suffix, true);
  }

  /** Prefix rules on a directory. */
  prefix(probe: PathProbe): Probe {
    this.#enter(probe);
    return this.#ask('prefix', textOf(probe), false);
  }

  /** Rules on a page: with any query where `query` is undefined. */
  page(probe: PathProbe, query: string | undefined): Probe {
    this.#enter(probe);
    this.#hash.page(query);
    return this.#ask('url', textOf(probe) + (query === undefined ? '' : `?${query}`), false);
  }

  #enter(probe: PathProbe): void {
    this.#hash.host(probe.host);
    this.#hash.enter(probe);
    this.#hash.path(probe.path);
  }

  #ask(kind: RuleKind, key: string, below: boolean): Probe {
    const { index, describer } = this.#engine;
    const found = index.find(this.#hash.a, this.#hash.b, this.#hash.c);
    const said = found === ABSENT ? NONE : below ? index.below(found, this.#market) : index.own(found, this.#market);
    if (said === NONE) return { kind, key, outcome: 'none', sources: [] };
    const outcome = said === ALLOWED ? 'allow' : 'deny';
    const rule = describer.describeFound(found, below, outcome, this.#market);
    return { kind: rule.kind, key, outcome, sources: rule.lists };
  }
}

function textOf({ host, port, path, fold }: PathProbe): string {
  return host + (port === undefined ? '' : `:${port}`) + path + (fold ? ' (any case)' : '');
}
