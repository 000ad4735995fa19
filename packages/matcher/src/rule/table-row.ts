/** One row of a {@link RuleTable}: how its words are packed, and how they are read without an object for each rule. */
import { latin1Text } from '../canonical/text.ts';
import type { CanonicalHost } from '../canonical/types.ts';
import type { Rule, RuleKind, TextPrefix } from './types.ts';

/** Words of a row: start of the text, flags, length of the path, length of the query, port or bits of a network, line. */
export const TABLE_WORDS = 6;
/** Position of the line. */
export const LINE = 5;

/** What is in the second word, besides the kind. */
export const TABLE_FLAGS: Readonly<
  Record<
    'hostLength' | 'folded' | 'port' | 'query' | 'network' | 'excluded' | 'textOfSite' | 'textBelow' | 'boundary',
    number
  >
> = {
  /** A host has at most 253 characters. */
  hostLength: 0xff,
  folded: 1 << 11,
  port: 1 << 12,
  query: 1 << 13,
  network: 1 << 14,
  /** The row is known, so that it is not taken twice, and is no rule. */
  excluded: 1 << 15,
  /** A prefix of text, and how it is compared. */
  textOfSite: 1 << 16,
  textBelow: 1 << 17,
  boundary: 1 << 18,
};

const NOT_PLAIN =
  TABLE_FLAGS.folded | TABLE_FLAGS.port | TABLE_FLAGS.query | TABLE_FLAGS.textOfSite | TABLE_FLAGS.textBelow;
const KIND_SHIFT = 8;
const KIND_MASK = 7;
/** Every kind. */
export const RULE_KINDS: readonly RuleKind[] = ['domain', 'host', 'prefix', 'url', 'ip'];
const CODES: Readonly<Record<RuleKind, number>> = { domain: 0, host: 1, prefix: 2, url: 3, ip: 4 };

/** What most rules do not have. */
export interface RuleFlags {
  readonly folded: boolean;
  readonly port: number | undefined;
  readonly query: string | undefined;
  readonly networkBits: number | undefined;
  readonly text: TextPrefix | undefined;
}

/** The second word. */
export function ofKind(kind: RuleKind, hostLength: number, flags: RuleFlags | undefined): number {
  const word = hostLength | (CODES[kind] << KIND_SHIFT);
  if (flags === undefined) return word;
  return (
    word |
    (flags.folded ? TABLE_FLAGS.folded : 0) |
    (flags.port === undefined ? 0 : TABLE_FLAGS.port) |
    (flags.query === undefined ? 0 : TABLE_FLAGS.query) |
    (flags.networkBits === undefined ? 0 : TABLE_FLAGS.network) |
    (flags.text === undefined ? 0 : ofText(flags.text))
  );
}

function ofText({ hosts, ends }: TextPrefix): number {
  const names = hosts === 'site' ? TABLE_FLAGS.textOfSite : TABLE_FLAGS.textBelow;
  return names | (ends === 'boundary' ? TABLE_FLAGS.boundary : 0);
}

/** The columns that a view reads. */
interface RuleColumns {
  readonly list: number;
  readonly text: Uint8Array;
  readonly words: Int32Array;
}

/**
 * The rule that was read last, as fields. One serves all rows of a table.
 *
 * @example
 * const table = new RuleTable(0);
 * table.push(rule('http://shop.example/a/'));
 * const view = new RuleView(table);
 * view.read(0) && [view.kind, view.host, view.path]; // → ['prefix', 'shop.example', '/a/']
 */
export class RuleView {
  /** The table's text: host `[start, hostEnd)`, path `[hostEnd, pathEnd)`, and up to `end` '?' and the query, if there is one. */
  text: Uint8Array;
  start = 0;
  hostEnd = 0;
  pathEnd = 0;
  end = 0;
  kind: RuleKind = 'domain';
  /** Paths compare without case. */
  isFolded = false;
  line = 0;
  readonly #table: RuleColumns;
  #flags = 0;
  #number = 0;

  constructor(table: RuleColumns) {
    this.#table = table;
    this.text = table.text;
  }

  /** Reads a row; false if it was kept out. */
  read(row: number): boolean {
    const { words, text } = this.#table;
    const word = row * TABLE_WORDS;
    const flags = words[word + 1] as number;
    this.text = text;
    this.#flags = flags;
    this.start = words[word] as number;
    this.hostEnd = this.start + (flags & TABLE_FLAGS.hostLength);
    this.pathEnd = this.hostEnd + (words[word + 2] as number);
    this.end = this.pathEnd + ((flags & TABLE_FLAGS.query) === 0 ? 0 : 1 + (words[word + 3] as number));
    this.kind = RULE_KINDS[(flags >>> KIND_SHIFT) & KIND_MASK] as RuleKind;
    this.isFolded = (flags & TABLE_FLAGS.folded) !== 0;
    this.#number = words[word + 4] as number;
    this.line = (words[word + LINE] as number) >>> 0;
    return (flags & TABLE_FLAGS.excluded) === 0;
  }

  /** True if the rule names a query, be it empty. */
  get hasQuery(): boolean {
    return (this.#flags & TABLE_FLAGS.query) !== 0;
  }

  /** True for a page or directory that names neither port nor query and whose case counts: nearly every URL of a list. */
  get isPlainPage(): boolean {
    return (this.#flags & NOT_PLAIN) === 0 && this.hostEnd !== this.pathEnd;
  }

  get port(): number | undefined {
    return (this.#flags & TABLE_FLAGS.port) === 0 ? undefined : this.#number;
  }

  /** Leading bits of a network; `undefined` for one address and for the other kinds. */
  get networkBits(): number | undefined {
    return (this.#flags & TABLE_FLAGS.network) === 0 ? undefined : this.#number;
  }

  /** How a prefix of text is compared; `undefined` for all other rules. */
  get prefix(): TextPrefix | undefined {
    const flags = this.#flags;
    if ((flags & (TABLE_FLAGS.textOfSite | TABLE_FLAGS.textBelow)) === 0) return undefined;
    return {
      hosts: (flags & TABLE_FLAGS.textOfSite) === 0 ? 'below' : 'site',
      ends: (flags & TABLE_FLAGS.boundary) === 0 ? 'anywhere' : 'boundary',
    };
  }

  get host(): CanonicalHost {
    return latin1Text(this.text, this.start, this.hostEnd) as CanonicalHost;
  }

  get path(): string {
    return this.hostEnd === this.pathEnd ? '/' : latin1Text(this.text, this.hostEnd, this.pathEnd);
  }

  get query(): string | undefined {
    return this.hasQuery ? latin1Text(this.text, this.pathEnd + 1, this.end) : undefined;
  }

  /** The rule as an object of its own. */
  get rule(): Rule {
    const { kind, host, port, path, query, networkBits, prefix, line } = this;
    const { list } = this.#table;
    return {
      kind,
      host,
      port,
      path,
      query,
      ...(this.isFolded ? { pathCase: 'insensitive' as const } : {}),
      ...(networkBits === undefined ? {} : { networkBits }),
      ...(prefix === undefined ? {} : { text: prefix }),
      action: 'deny',
      list,
      line,
    };
  }
}
