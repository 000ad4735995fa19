/** The subscribers' program, and what became of each of its requests. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WAIT } from '@netvakt/testing';
import { INNOCENT, SUSPECT } from './addresses.ts';
import type { Boxes } from './boxes.ts';

/** One request, as the subscriber saw it. */
export interface RequestSeen {
  /** Which of the subscribers. */
  readonly who: number;
  /** When it began, in milliseconds since 1970, and how long it took. */
  readonly at: number;
  readonly took: number;
  readonly what: 'listed' | 'later' | 'free' | 'slow' | 'aside';
  readonly outcome: 'passed' | 'blocked' | 'refused' | 'reset' | 'truncated' | 'timeout';
}

/** What became of the requests of a span of time. */
export interface Sums {
  readonly requests: number;
  /** Listed pages that were blocked, and pages that came whole. */
  readonly blocked: number;
  readonly passed: number;
  /** Listed pages that came: nothing looked at them. */
  readonly unfiltered: number;
  /** Free pages that were blocked: must never be. */
  readonly overblocked: number;
  readonly refused: number;
  readonly reset: number;
  readonly truncated: number;
  readonly timeout: number;
}

const PROGRAM = fileURLToPath(new URL('./programs/load.ts', import.meta.url));
const AT_A_TIME = 12;
type Visit = Readonly<Record<string, unknown>>;

const visit = (what: RequestSeen['what'], host: string, path: string, addresses: readonly string[]): Visit => ({
  what,
  host,
  path,
  addresses,
});

/** Of eight visits, two are to listed pages, one to a page that is listed later, one takes two seconds (three of the subscribers ask for nothing else), one goes where no node is. */
export const PAGES: readonly Visit[] = [
  visit('free', 'mixed.test', '/free', SUSPECT),
  visit('listed', 'mixed.test', '/blocked/page', SUSPECT),
  visit('free', 'free.test', '/page', SUSPECT),
  visit('aside', 'free.test', '/page', INNOCENT),
  visit('free', 'mixed.test', '/blocked-not', SUSPECT),
  visit('listed', 'www.blocked.test', '/', SUSPECT),
  visit('slow', 'mixed.test', '/slow', SUSPECT),
  visit('later', 'mixed.test', '/later', SUSPECT),
];

/** The same in short over TLS, where a host is all that can be listed. */
export const HANDSHAKES: readonly Visit[] = [
  visit('free', 'mixed.test', '/page', SUSPECT),
  visit('listed', 'blocked.test', '/', SUSPECT),
  visit('free', 'free.test', '/page', SUSPECT),
  visit('aside', 'free.test', '/page', INNOCENT),
  visit('slow', 'mixed.test', '/slow', SUSPECT),
].map((one) => Object.assign(one, { secure: true }));

export class Load {
  readonly seen: RequestSeen[] = [];
  readonly #child: ChildProcess;

  /** Begins at once. */
  constructor(boxes: Boxes, visits: readonly Visit[] = PAGES) {
    this.#child = boxes.start('subscribers', [process.execPath, PROGRAM, String(AT_A_TIME), JSON.stringify(visits)]);
    if (this.#child.stdout === null) throw new Error('The load has no standard output');
    createInterface(this.#child.stdout).on('line', (line) => this.seen.push(JSON.parse(line) as RequestSeen));
  }

  /** Waits until all that was under way `at` that time has ended: each of the subscribers has ended a request since. */
  async settled(at: number): Promise<void> {
    const first = this.seen.length;
    const since = (): number => {
      const ended = this.seen.slice(first).filter((one) => one.at + one.took >= at);
      return new Set(ended.map(({ who }) => who)).size;
    };
    const end = Date.now() + WAIT;
    while (since() < AT_A_TIME) {
      if (Date.now() > end) throw new Error(`${AT_A_TIME - since()} subscribers do not come to an end`);
      await wait(100);
    }
  }

  /** Lets the requests that are under way end. */
  async stop(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.stdin?.end();
    await closed;
  }
}

/** Sums what began from `from` on and before `to`. */
export function sumsOf(seen: readonly RequestSeen[], from: number, to: number): Sums {
  const within = seen.filter(({ at }) => at >= from && at < to);
  const count = (holds: (one: RequestSeen) => boolean): number => within.filter(holds).length;
  const listed = ({ what }: RequestSeen): boolean => what === 'listed';
  const free = ({ what }: RequestSeen): boolean => what !== 'listed' && what !== 'later';
  return {
    requests: within.length,
    blocked: count((one) => listed(one) && one.outcome === 'blocked'),
    passed: count((one) => !listed(one) && one.outcome === 'passed'),
    unfiltered: count((one) => listed(one) && one.outcome === 'passed'),
    overblocked: count((one) => free(one) && one.outcome === 'blocked'),
    refused: count(({ outcome }) => outcome === 'refused'),
    reset: count(({ outcome }) => outcome === 'reset'),
    truncated: count(({ outcome }) => outcome === 'truncated'),
    timeout: count(({ outcome }) => outcome === 'timeout'),
  };
}
