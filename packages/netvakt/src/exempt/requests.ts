/** What is asked for on the command line, or on one line of standard input. */
import { isWords, objectOf, SHAPELESS, timeIn } from './record.ts';
import { PREFIX_REMEDIES, type PrefixFault, type SourcePrefix, sourcePrefix } from './source-prefix.ts';

/** The reason a request is refused. Closed: values of JSON reports. */
export type RequestFault =
  | PrefixFault
  | 'line-malformed'
  | 'action-unknown'
  | 'market-unknown'
  | 'reason-unknown'
  | 'owner-missing'
  | 'owner-ambiguous'
  | 'note-too-long'
  | 'time-malformed'
  | 'time-is-over'
  | 'market-contradicts'
  | 'too-many';

/** What to do about each fault. */
export const REQUEST_REMEDIES: Readonly<Record<RequestFault, string>> = {
  ...PREFIX_REMEDIES,
  'line-malformed': 'Write a prefix, or a JSON object: {"prefix":"198.51.100.0/24","ttl":"12h"}',
  'action-unknown': 'Write "action":"add" or "action":"remove"',
  'market-unknown': 'Name a market of the configuration',
  'reason-unknown': 'Name a reason of exemptions.reasons',
  'owner-missing': 'Name who answers for it: --owner, at most 120 visible characters on one line',
  'owner-ambiguous': 'Several owners exempt this prefix: name the one whose exemption ends, with --owner',
  'note-too-long': 'Write at most 120 visible characters on one line',
  'time-malformed': 'Write a time to live such as 30m, 12h or 90d, or a time such as 2026-12-31T23:59:59Z',
  'time-is-over': 'Write a time that is to come',
  'market-contradicts': 'Another owner exempts this prefix in another way: agree, and remove one first',
  'too-many': 'Remove what is over, or raise exemptions.max',
};

/** An exemption is to begin, or to last longer. */
export interface AddRequest {
  readonly action: 'add';
  readonly source: SourcePrefix;
  readonly market: string | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly note: string;
  /** Milliseconds since 1970, or infinity. */
  readonly expires: number;
}

/** An exemption is to end now. */
export interface RemoveRequest {
  readonly action: 'remove';
  readonly source: SourcePrefix;
  /** `undefined`: whoever is the only one. */
  readonly owner: string | undefined;
}

export type ExemptRequest = AddRequest | RemoveRequest;

/** What a request is held against, and what it takes for what it leaves out. */
export interface RequestRules {
  readonly markets: readonly string[];
  readonly reasons: readonly string[];
  readonly defaults: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const KEYS = new Set(['action', 'prefix', 'market', 'reason', 'owner', 'note', 'ttl', 'until']);

/** Reads one line: a bare prefix, or an object with the keys of the options. Total. */
export function readRequest(line: string, rules: RequestRules): ExemptRequest | RequestFault {
  const written = line.trim().startsWith('{') ? objectOf(line) : { prefix: line.trim() };
  if (written === undefined) return 'line-malformed';
  const fields: Record<string, unknown> = { ...rules.defaults, ...written };
  // An end in the line overrides the option that sets it in another way.
  if ('ttl' in written && !('until' in written)) delete fields['until'];
  if ('until' in written && !('ttl' in written)) delete fields['ttl'];
  if (Object.keys(fields).some((key) => !KEYS.has(key))) return 'line-malformed';
  if (typeof fields['prefix'] !== 'string') return 'prefix-malformed';
  const source = sourcePrefix(fields['prefix']);
  if (typeof source === 'string') return source;
  if (fields['action'] === 'add') return adding(source, fields, rules);
  return fields['action'] === 'remove' ? removing(source, fields) : 'action-unknown';
}

function removing(source: SourcePrefix, { owner }: Readonly<Record<string, unknown>>): RemoveRequest | RequestFault {
  if (owner === undefined) return { action: 'remove', source, owner };
  return isWords(owner, 1) ? { action: 'remove', source, owner } : 'owner-missing';
}

function adding(
  source: SourcePrefix,
  { market, reason, owner, note = '', ttl, until }: Readonly<Record<string, unknown>>,
  { markets, reasons, now }: RequestRules,
): AddRequest | RequestFault {
  if (market !== undefined && !isOneOf(market, markets)) return 'market-unknown';
  if (!isOneOf(reason, reasons)) return 'reason-unknown';
  if (!isWords(owner, 1) || hidesText(owner)) return 'owner-missing';
  if (!isWords(note, 0) || hidesText(note)) return 'note-too-long';
  const expires = endOf(ttl, until, now);
  if (expires === undefined) return 'time-malformed';
  if (expires <= now) return 'time-is-over';
  return { action: 'add', source, market, reason, owner, note, expires };
}

/** A register that holds hidden characters is still read: it would be no better to be without it. */
function hidesText(text: string): boolean {
  return text.search(SHAPELESS) !== -1;
}

function isOneOf(value: unknown, all: readonly string[]): value is string {
  return typeof value === 'string' && all.includes(value);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** A century: longer is a mistake of the unit. In seconds. */
const LONGEST_TTL = 100 * 365 * 86_400;

/** `undefined` if it cannot be read, or is given twice. */
function endOf(ttl: unknown, until: unknown, now: number): number | undefined {
  if (ttl === undefined) return until === undefined ? Number.POSITIVE_INFINITY : timeIn(until);
  if (until !== undefined || (typeof ttl !== 'string' && typeof ttl !== 'number')) return undefined;
  const [, digits, unit = 's'] = /^(\d{1,10})([smhd])?$/.exec(typeof ttl === 'number' ? `${ttl}` : ttl) ?? [];
  const seconds = Number(digits) * (UNITS[unit] ?? 0);
  if (!(seconds >= 1 && seconds <= LONGEST_TTL)) return undefined;
  return Math.ceil(now / 1000 + seconds) * 1000;
}
