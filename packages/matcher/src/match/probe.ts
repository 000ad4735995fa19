/** One key at a time, with words: what explain() asks. */
import type { CanonicalHost } from '../canonical/types.ts';
import { BOUNDARY_MARK } from '../hash/key.ts';
import { TextHash } from '../hash/text-hash.ts';
import { MOST_HASHED_TEXT, pagesMark, pageText } from '../rule/hashed.ts';
import type { RuleKind, TextPrefix } from '../rule/types.ts';
import { ABSENT } from '../snapshot/lookup.ts';
import type { Engine } from './engine.ts';
import { ALLOWED, NONE } from './rule-index.ts';
import { isBoundary } from './text-walk.ts';

const BOUNDARY = String.fromCharCode(BOUNDARY_MARK);

/** Where a rule is in one list. */
interface RuleSource {
  readonly list: number;
  readonly line: number;
}

/** One key that was looked up and the verdict of the market's rules on it. */
export interface KeyProbe {
  readonly kind: RuleKind;
  /** The key as people read it: `shop.test:8080/x/`. */
  readonly key: string;
  readonly outcome: 'none' | 'deny' | 'allow';
  readonly sources: readonly RuleSource[];
  /** Handle of the rule that denies; 0 for any other outcome. */
  readonly handle: number;
}

/** Which rules of a key are meant: its own, the domains on it, or whichever there is. */
type Place = 'own' | 'below' | 'either';

/** The page and scope of a path probe. */
export interface PathProbe {
  readonly host: CanonicalHost;
  readonly path: string;
  readonly port: number | undefined;
  readonly fold: boolean;
  /** Plain rules are asked for. */
  readonly plain: boolean;
  /** Hashed entries are. */
  readonly hashed: boolean;
}

/** Asks an engine for keys. */
export class KeyProber {
  readonly #engine: Engine;
  readonly #market: number;
  readonly #hash: TextHash;
  /** Hashes of the texts that were asked for: forms of a page share most of their directories. */
  readonly #hashes = new Map<string, readonly string[]>();

  constructor(engine: Engine, market: number) {
    this.#engine = engine;
    this.#market = market;
    this.#hash = new TextHash(engine.key);
  }

  /** Rules on the host itself. */
  host(host: CanonicalHost, kind: 'host' | 'ip'): KeyProbe {
    this.#hash.host(host);
    const plain = this.#ask(kind, host, 'own');
    return kind === 'ip' ? plain : joined(plain, this.#hashed(kind, host, host, 'own'));
  }

  /** Domain rules on a host or a suffix of one. `isName`: it is no address. */
  domain(suffix: string, isName: boolean): KeyProbe {
    this.#hash.host(suffix as CanonicalHost);
    const plain = this.#ask('domain', suffix, 'below');
    return isName ? joined(plain, this.#hashed('domain', suffix, suffix, 'below')) : plain;
  }

  /** Prefix rules on a directory. */
  prefix(probe: PathProbe): KeyProbe {
    const { host, port, path } = probe;
    const key = keyOf(probe);
    if (probe.plain) this.#enter(probe);
    const plain = probe.plain ? this.#ask('prefix', key, 'own') : unasked('prefix', key);
    return probe.hashed ? joined(plain, this.#hashed('prefix', key, pageText(host, port, path), 'either')) : plain;
  }

  /** False if no list has rules below a name. */
  perhapsBelow(name: CanonicalHost): boolean {
    this.#hash.host(name);
    return this.#engine.index.perhaps(this.#hash.a, this.#hash.b);
  }

  /** The rules on the beginnings of `text`, in lower case, below a name, by their length. Linear: each goes on from the one before. */
  texts(name: CanonicalHost, hosts: TextPrefix['hosts'], text: string): [end: number, probe: KeyProbe][] {
    const hash = this.#hash;
    const found: [end: number, probe: KeyProbe][] = [];
    const ask = (end: number, mark: string): void => {
      if (this.#engine.index.find(hash.a, hash.b, hash.c) === ABSENT) return;
      const names = hosts === 'site' ? '(www|web|ftp).' : '*.';
      const probe = this.#ask('prefix', `${names}${name}${text.slice(0, end)}${mark} (any case)`, 'own');
      if (probe.outcome !== 'none') found.push([end, probe]);
    };
    hash.host(name);
    hash.prefix({ hosts, ends: 'anywhere' }, '');
    for (let end = 1; end <= text.length; end += 1) {
      hash.path(text.charAt(end - 1));
      ask(end, '*');
      if (end < text.length && !isBoundary(text.charCodeAt(end))) continue;
      const { a, b, c } = hash;
      hash.path(BOUNDARY);
      ask(end, '');
      Object.assign(hash, { a, b, c });
    }
    return found;
  }

  /** Rules on a page: with any query if `query` is undefined. */
  page(probe: PathProbe, query: string | undefined): KeyProbe {
    const { host, port, path } = probe;
    const key = keyOf(probe) + (query === undefined ? '' : `?${query}`);
    if (probe.plain) this.#enter(probe);
    if (probe.plain) this.#hash.page(query);
    const plain = probe.plain ? this.#ask('url', key, 'own') : unasked('url', key);
    // The text of a directory is that of a prefix rule: it was asked for as one.
    if (!probe.hashed || (query === undefined && path.endsWith('/'))) return plain;
    return joined(plain, this.#hashed('url', key, pageText(host, port, path, query), 'either'));
  }

  /** True if hashed entries name pages of a host. */
  namesPages(host: CanonicalHost): boolean {
    const mark = pagesMark(host);
    return this.#hashed('host', mark, mark, 'either').some(({ outcome }) => outcome === 'deny');
  }

  /** Hashed entries for `text`, one probe for each key. */
  #hashed(kind: RuleKind, key: string, text: string, place: Place): KeyProbe[] {
    if (text.length > MOST_HASHED_TEXT) return [];
    return this.#hashesOf(text).map((hash) => {
      this.#hash.host(hash as CanonicalHost);
      // What its text is of, the table does not know.
      return Object.assign(this.#ask(kind, key, place), { kind });
    });
  }

  #hashesOf(text: string): readonly string[] {
    const known = this.#hashes.get(text);
    if (known !== undefined) return known;
    const hashes = this.#engine.hashText?.(text) ?? [];
    this.#hashes.set(text, hashes);
    return hashes;
  }

  #enter(probe: PathProbe): void {
    this.#hash.host(probe.host);
    this.#hash.enter(probe);
    this.#hash.path(probe.path);
  }

  #ask(kind: RuleKind, key: string, place: Place): KeyProbe {
    const { index, describer } = this.#engine;
    const found = index.find(this.#hash.a, this.#hash.b, this.#hash.c);
    const own = found === ABSENT || place === 'below' ? NONE : index.own(found, this.#market);
    const verdict = own !== NONE || found === ABSENT || place === 'own' ? own : index.below(found, this.#market);
    if (verdict === NONE) return unasked(kind, key);
    const outcome = verdict === ALLOWED ? 'allow' : 'deny';
    const rule = describer.describeFound(found, own === NONE, outcome, this.#market);
    return { kind: rule.kind, key, outcome, sources: rule.lists, handle: Math.max(verdict, 0) };
  }
}

/** There is no rule on a key. */
function unasked(kind: RuleKind, key: string): KeyProbe {
  return { kind, key, outcome: 'none', sources: [], handle: 0 };
}

/** The verdict of plain and hashed rules together on one key, as if all were plain: allow wins, and of those that deny all count. */
function joined(plain: KeyProbe, hashed: readonly KeyProbe[]): KeyProbe {
  const denying = [plain, ...hashed].filter(({ outcome }) => outcome === 'deny');
  const [first] = denying;
  if (plain.outcome === 'allow' || first === undefined) return plain;
  if (denying.length === 1) return first;
  const sources = denying.flatMap((probe) => probe.sources).toSorted((one, other) => one.list - other.list);
  return { ...first, sources };
}

function keyOf({ host, port, path, fold }: PathProbe): string {
  return pageText(host, port, path) + (fold ? ' (any case)' : '');
}
