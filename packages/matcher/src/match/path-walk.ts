/**
 * Path rules below a host, met in one pass from left to right: the host's lanes continue along the path, as drawn in path-keys.ts.
 * Later means more specific, so keys are looked up from the last one back, and the first rule that is met decides.
 */
import { kernelOfThread } from '../hash/kernel.ts';
import { FOLD_MARK, type KeyTables, PORT_MARK } from '../hash/key.ts';
import { newPathKeys, ODD, type PathKeys } from '../hash/path-keys.ts';
import type { Features } from '../snapshot/features.ts';
import { ABSENT } from '../snapshot/lookup.ts';
import { KernelPath } from './kernel-path.ts';
import { ALLOWED, NONE, type RuleIndex } from './rule-index.ts';
import { ScriptPath } from './script-path.ts';
import type { HostWalk } from './walk.ts';

/** Three hashes of a byte cost as much as two looks at it. */
const STEPS_A_BYTE = 2;

/** Walks one path at a time below one host at a time; the verdict is in a field until the next. */
export class PathWalk {
  /** The verdict of the most specific rule: NONE, ALLOWED or a handle. */
  verdict: number = NONE;
  /** How specific that rule is: of a prefix its length, of a page more; 0 for none. */
  rank = 0;
  /** Bytes that have been walked, in all, in looks of {@link STEPS_A_BYTE}. */
  steps = 0;
  #host = 0;
  #market = 0;
  #port: number | undefined = undefined;
  readonly #key: KeyTables;
  readonly #features: Features;
  readonly #index: RuleIndex;
  readonly #hosts: HostWalk;
  readonly #keys: PathKeys;
  readonly #script: ScriptPath;
  /** For plain paths of at most so many bytes. */
  readonly #kernel: KernelPath | undefined;
  readonly #mostOfKernel: number = 0;
  /** The number of the last key that rules may have, less that of the page's. */
  readonly #last: number;

  constructor(key: KeyTables, features: Features, index: RuleIndex, hosts: HostWalk) {
    const { queries, pages } = features;
    this.#hosts = hosts;
    this.#key = key;
    this.#features = features;
    this.#index = index;
    const prefixes = features.deepestPrefix + 1;
    const kernel = kernelOfThread();
    if (kernel !== undefined && prefixes <= kernel.mostPath) {
      this.#keys = kernel.pathKeys;
      this.#kernel = new KernelPath(kernel, key, prefixes, queries);
      this.#mostOfKernel = kernel.mostPath;
    } else {
      this.#keys = newPathKeys(prefixes);
    }
    this.#script = new ScriptPath(key.path, this.#keys, prefixes, queries);
    this.#last = queries ? 1 : Number(pages) - 1;
  }

  /** Chooses the host, by its place in the lanes of the walk. */
  enter(host: number, port: number | undefined, market: number): void {
    this.#host = host;
    this.#port = port;
    this.#market = market;
  }

  /**
   * Judges the path and query `bytes[start, end)`.
   *
   * @param canonical - each character is in its one spelling already; if false, each is checked
   * @returns false if a character needs canonicalisation. There is no verdict then.
   */
  judge(bytes: Uint8Array, start: number, end: number, canonical: boolean): boolean {
    this.verdict = NONE;
    this.rank = 0;
    const { folded, ports } = this.#features;
    const first = canonical
      ? this.#pass(false, undefined, bytes, start, end, true)
      : this.#plainPass(bytes, start, end);
    if (!first) return false;
    if (folded) this.#pass(true, undefined, bytes, start, end, true);
    if (!ports || this.#port === undefined) return true;
    this.#pass(false, this.#port, bytes, start, end, true);
    if (folded) this.#pass(true, this.#port, bytes, start, end, true);
    return true;
  }

  /** The first pass: of each character it is not known whether it is plain. */
  #plainPass(bytes: Uint8Array, start: number, end: number): boolean {
    const kernel = this.#kernel;
    if (kernel === undefined || end - start > this.#mostOfKernel)
      return this.#pass(false, undefined, bytes, start, end, false);
    this.steps += STEPS_A_BYTE * (end - start);
    const { a, b, c } = this.#hosts;
    const host = this.#host;
    return this.#take(kernel.walk(bytes, start, end, a[host] as number, b[host] as number, c[host] as number));
  }

  /** One pass through one key space: that of a port or of all, with or without regard to case. */
  #pass(
    fold: boolean,
    port: number | undefined,
    bytes: Uint8Array,
    start: number,
    end: number,
    canonical: boolean,
  ): boolean {
    const { path, foldedPath } = this.#key;
    this.steps += STEPS_A_BYTE * (end - start);
    const script = this.#script;
    script.a = this.#hosts.a[this.#host] as number;
    script.b = this.#hosts.b[this.#host] as number;
    script.c = this.#hosts.c[this.#host] as number;
    if (port !== undefined) {
      script.step(PORT_MARK);
      script.step(port >>> 8);
      script.step(port & 0xff);
    }
    if (fold) script.step(FOLD_MARK);
    return this.#take(script.walk(fold ? foldedPath : path, bytes, start, end, canonical));
  }

  /** Takes the most specific rule in, if it is more specific than what was met before, or as specific and allows. False for {@link ODD}. */
  #take(page: number): boolean {
    if (page === ODD) return false;
    const index = this.#index;
    const { a, b, c, ranks } = this.#keys;
    for (let key = index.last(a, b, page + this.#last); key >= 0; key = index.last(a, b, key - 1)) {
      const rank = ranks[key] as number;
      if (rank < this.rank) return true;
      const found = index.cell(a[key] as number, b[key] as number, c[key] as number);
      const verdict = found === ABSENT ? NONE : index.own(found, this.#market);
      if (verdict === NONE) continue;
      if (rank === this.rank && verdict !== ALLOWED) return true;
      this.rank = rank;
      this.verdict = verdict;
      return true;
    }
    return true;
  }
}
