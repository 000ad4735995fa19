/** What may be wrong with how a filter handled a payload. */

/**
 * - `blocked-served`: an origin served a blocked page or host.
 * - `smuggled`: an origin served a request that was hidden inside another.
 * - `disagreement`: an origin read other requests than the filter forwarded, by the strict reading of its bytes.
 * - `gone`: the filter no longer accepts connections.
 * - `ambiguous`: the filter forwarded bytes that have no single reading.
 * - `over-refused`: an innocent, well-formed request did not reach the origin.
 * - `answered`: a request that was to be blocked or refused was answered with success.
 * - `silent`: neither an answer nor an end of the connection.
 * - `uncounted`: the filter's counters do not add up to what it forwarded.
 * - `let-through`: what RFC 9112 says to reject was forwarded, repaired or not, without harm to this origin.
 */
export type Fault =
  | 'blocked-served'
  | 'smuggled'
  | 'disagreement'
  | 'gone'
  | 'ambiguous'
  | 'over-refused'
  | 'answered'
  | 'silent'
  | 'uncounted'
  | 'let-through';

/** `breach`: the filter can be got around. `fault`: it does not do what it must. `note`: it does what it may. */
export type Severity = 'breach' | 'fault' | 'note';

const SEVERITIES: Readonly<Record<Fault, Severity>> = {
  'blocked-served': 'breach',
  smuggled: 'breach',
  disagreement: 'breach',
  gone: 'breach',
  ambiguous: 'fault',
  'over-refused': 'fault',
  answered: 'fault',
  silent: 'fault',
  uncounted: 'fault',
  'let-through': 'note',
};

/** How bad a fault is. */
export function severityOf(fault: Fault): Severity {
  return SEVERITIES[fault];
}

/** One fault with its evidence, in words. */
export interface Fail {
  readonly fault: Fault;
  readonly detail: string;
  /** The bytes at fault: the run that they name is the guilty one if several runs share a connection. */
  readonly bytes?: string;
}

/** A fault of one run of one payload. */
export interface JudgedFault extends Omit<Fail, 'bytes'> {
  readonly payload: string;
  readonly origin: string;
  readonly split: string;
}
