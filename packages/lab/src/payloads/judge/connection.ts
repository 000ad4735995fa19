/**
 * Compares what a filter forwarded on one connection with what the origin reports it read there.
 *
 *   forwarded bytes ──strict reader──► requests 1..n ─┐
 *                                                     ├─ the same, in order? none of them forbidden?
 *   origin's log    ─────────────────► records  1..m ─┘
 */
import { BLOCKED } from '@netvakt/selftest';
import { type Served, wasRead } from '../../origins/origin.ts';
import type { Fail } from './finding.ts';
import { readStrictly, type StrictReading, type StrictRequest } from './strict-reader.ts';

/** One connection from the filter, and its verdicts. */
export interface Judged {
  readonly forwarded: string;
  readonly reading: StrictReading;
  readonly fails: readonly Fail[];
}

/** Longer than this, servers cut targets in their logs. */
const COMPARED = 400;

/** Lower case, without user information, default port and root dot: enough to compare two spellings by one reader. */
function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^.*@/, '')
    .replace(/:(?:0*80)?$/, '')
    .replace(/\.$/, '');
}

/**
 * The part of a target that all logs write alike: without scheme and authority, up to the first character that some
 * server would escape.
 */
function plainTarget(target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const plain = /^[A-Za-z0-9/._~:?=&%+;,@!$'()*-]*/.exec(path)?.[0] ?? '';
  return (plain.startsWith('/') || plain === '*' ? plain : `/${plain}`).slice(0, COMPARED);
}

function authorityOf(request: StrictRequest): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.target)?.[1] ?? request.host;
}

function isBlockedHost(host: string): boolean {
  const name = plainHost(host);
  return name === BLOCKED || name.endsWith(`.${BLOCKED}`);
}

/** A record of something that must not be served, whoever forwarded it. */
function forbidden(record: Served): Fail | undefined {
  if (!wasRead(record)) return undefined;
  const what = `${record.method} ${record.target.slice(0, 120)} (host ${record.host || 'none'}, path ${record.path.slice(0, 80)})`;
  if (record.target.includes('/smuggled') && record.path.startsWith('/blocked/'))
    return { fault: 'smuggled', detail: what };
  if (record.path.startsWith('/blocked/') || isBlockedHost(record.host))
    return { fault: 'blocked-served', detail: what };
  return undefined;
}

function difference(record: Served, request: StrictRequest): string | undefined {
  // A log writes some token characters in another way: compare what all write alike.
  const word = /^[A-Za-z0-9-]*/;
  if (word.exec(record.method)?.[0] !== word.exec(request.method)?.[0])
    return `method ${record.method} instead of ${request.method}`;
  const [theirs, ours] = [plainTarget(record.target), plainTarget(request.target)];
  if (theirs !== ours) return `target ${theirs.slice(0, 80)} instead of ${ours.slice(0, 80)}`;
  const [theirHost, ourHost] = [plainHost(record.host), plainHost(authorityOf(request))];
  if (ourHost !== '' && theirHost !== '' && theirHost !== ourHost) return `host ${theirHost} instead of ${ourHost}`;
  return undefined;
}

/**
 * A record beyond the last request that could be read strictly. If the bytes have no single reading and the origin
 * took that very message in its own way, "ambiguous" is the whole finding; anything more is a request that nobody judged.
 */
function beyond(record: Served, past: number, { requests, doubt, doubtful }: StrictReading): Fail | undefined {
  const same =
    doubt !== undefined && past === 0 && (!wasRead(record) || doubtful.trimStart().startsWith(record.method));
  if (same) return undefined;
  const line = `${record.method} ${record.target}`.trim().slice(0, 100);
  const detail = `read ${requests.length} requests strictly; the origin also read "${line}" (${record.status})`;
  return { fault: 'disagreement', detail, bytes: requests.at(-1)?.head ?? doubtful };
}

/** The points at which the origin's own account differs from the strict reading; one author's records. */
function compare(records: readonly Served[], reading: StrictReading): Fail | undefined {
  for (const [at, record] of records.entries()) {
    const request = reading.requests[at];
    if (request === undefined) {
      const fail = beyond(record, at - reading.requests.length, reading);
      if (fail !== undefined) return fail;
      continue;
    }
    if (!wasRead(record)) return undefined; // It refused this one, and what follows is no longer read.
    const differs = difference(record, request);
    if (differs !== undefined) {
      return { fault: 'disagreement', detail: `request ${at + 1}: ${differs}`, bytes: request.head };
    }
  }
  return undefined;
}

/** Judges one connection: its bytes as the filter sent them, its records as the origin wrote them, in order. */
export function judgeConnection(forwarded: string, all: readonly Served[]): Judged {
  const reading = readStrictly(forwarded);
  // Some servers note a connection that was closed without a byte as a bad request.
  const records = forwarded === '' ? all.filter(wasRead) : all;
  const fails = records.map(forbidden).filter((fail) => fail !== undefined);
  for (const author of ['front', 'back'] as const) {
    const fail = compare(
      records.filter(({ by }) => by === author),
      reading,
    );
    if (fail !== undefined) fails.push(fail);
  }
  if (reading.doubt !== undefined) {
    fails.push({ fault: 'ambiguous', detail: reading.doubt, bytes: reading.doubtful });
  }
  return { forwarded, reading, fails };
}
