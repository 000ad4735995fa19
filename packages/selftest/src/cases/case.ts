/**
 * A case: what is sent, what must come of it, and why anybody should care. Bytes are latin1: one character, one byte.
 *
 * - `block`: nothing of the request may reach the origin, and the person must get a block page, or the connection must end, in time.
 * - `pass`: the request must reach the origin, and its answer the client.
 * - `shut`: the payload hides a listed page. Whatever the filter makes of the rest, no reading of the bytes that reach the
 *   origin may contain it.
 */
import type { HelloShape } from '../client/hello.ts';
import type { Seen } from '../client/seen.ts';

/** The groups, in the order of the report. */
export const GROUPS = {
  blocked: 'Listed, spelled plainly',
  neighbours: 'Neighbours of what is listed',
  innocent: 'Innocent traffic',
  spelling: 'Spellings of hosts and paths',
  fields: 'Header fields',
  framing: 'Message framing',
  pipelines: 'Several requests on a connection',
  tls: 'TLS and tunnels',
  ports: 'Ports and addresses',
  answer: 'The answer to a blocked request',
  transparency: 'Transparency',
  counting: 'Counting',
} as const;
export type GroupId = keyof typeof GROUPS;

export type Expectation = 'block' | 'pass' | 'shut';
/** How the client reaches the filter: set up to use it, or routed through it. */
export type Way = 'proxy' | 'route';

interface CaseHead {
  /** Unique, kebab-case, begins with its group. */
  readonly id: string;
  readonly group: GroupId;
  /** The reason it matters, in one sentence. */
  readonly why: string;
  /** The RFC, requirement or incident behind it. */
  readonly ref: string;
  readonly expect: Expectation;
  /** Only with this way. Default: both. */
  readonly way?: Way;
}

/** HTTP/1 bytes. */
export interface HttpCase extends CaseHead {
  readonly kind: 'http';
  readonly bytes: (t: Targets) => string;
  /** Sent on the same connection when the first answer is there. */
  readonly later?: (t: Targets) => string;
  /** How the bytes are cut. Default: in one piece. */
  readonly cut?: 'every-byte' | 'in-two';
  /** Text that ends the waiting. Default: the answers do. */
  readonly awaits?: (t: Targets) => string;
  /** Answers with the origin’s mark that the client must get, at the least. Default: one for `pass`, none otherwise. */
  readonly served?: number;
  /** The request is HEAD: its answer has no body. */
  readonly head?: true;
  /** Returns what is wrong with what was seen, or `undefined`. Called only if the expectation was met. */
  readonly check?: (seen: Seen, t: Targets) => string | undefined;
}

/** A ClientHello, written by hand; with `proxy`, in a tunnel to `authority`. */
export interface HelloCase extends CaseHead {
  readonly kind: 'hello';
  readonly authority?: string;
  readonly hello: HelloShape;
}

/** A whole TLS session with Node's client, a page over it, and the certificate compared. */
export interface SessionCase extends CaseHead {
  readonly kind: 'session';
  readonly name: string;
  readonly authority?: string;
  readonly versions?: 'TLSv1.2' | 'TLSv1.3';
}

/** Something measured over several exchanges. */
export interface MeasureCase extends CaseHead {
  readonly kind: 'measure';
  readonly measure:
    | 'latency'
    | 'bytes'
    | 'source'
    | 'count-blocked'
    | 'count-passed'
    | 'count-pipeline'
    | 'count-tls'
    | 'count-refused';
}

export type Case = HttpCase | HelloCase | SessionCase | MeasureCase;

/** How targets are written on this way, and the name of this run of the case. */
export interface Targets {
  readonly way: Way;
  /** Names the run; in every request that is sent. */
  readonly token: string;
  /** `http://host` for a proxy, nothing for a route. */
  readonly on: (authority: string) => string;
}

/** The name of a run: 16 characters, so that lengths written into cases stay right. */
export function tokenOf(run: string, index: number): string {
  return `st${run}${index.toString(16).padStart(6, '0')}`;
}
