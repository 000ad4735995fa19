/**
 * One line of the register: an exemption as JSON.
 *
 *   {"prefix":"2001:db8:0:100::/56","reason":"business","owner":"radius","added":"…Z","expires":"…Z","note":"…"}
 *   {"prefix":"198.51.100.0/24","market":"lt","reason":"legal","owner":"A. Person","added":"…Z"}
 */
import { LIST_ID } from '@netvakt/blocklist/configuration';
import type { Exemption } from './exemption.ts';
import { sourcePrefix } from './source-prefix.ts';

const MOST_CHARACTERS = 120;
/** Characters without a shape, which turn the direction of text, break lines or make two owners look the same. */
export const SHAPELESS: RegExp = /[\p{Cf}\p{Zl}\p{Zp}]/gu;
const KEYS = new Set(['prefix', 'market', 'reason', 'owner', 'note', 'added', 'expires']);

/** Reads one line; `undefined` if it is no exemption. Total: throws nothing. */
export function readRecord(line: string): Exemption | undefined {
  const fields = objectOf(line);
  if (fields === undefined || Object.keys(fields).some((key) => !KEYS.has(key))) return undefined;
  const source = typeof fields['prefix'] === 'string' ? sourcePrefix(fields['prefix']) : undefined;
  if (source === undefined || typeof source === 'string') return undefined;
  const [terms, times] = [termsIn(fields), timesIn(fields)];
  return terms === undefined || times === undefined ? undefined : { source, ...terms, ...times };
}

type Fields = Readonly<Record<string, unknown>>;

function termsIn({
  market,
  reason,
  owner,
  note = '',
}: Fields): Omit<Exemption, 'source' | 'added' | 'expires'> | undefined {
  if (!isId(reason) || !isWords(owner, 1) || !isWords(note, 0)) return undefined;
  if (market !== undefined && !isId(market)) return undefined;
  return { market, reason, owner, note };
}

function timesIn({ added: since, expires: until }: Fields): Pick<Exemption, 'added' | 'expires'> | undefined {
  const added = timeIn(since);
  const expires = until === undefined ? Number.POSITIVE_INFINITY : timeIn(until);
  return added === undefined || expires === undefined ? undefined : { added, expires };
}

/** The line of an exemption, without its end. */
export function recordText({ source, market, reason, owner, note, added, expires }: Exemption): string {
  return JSON.stringify({
    prefix: source.text,
    ...(market === undefined ? {} : { market }),
    reason,
    owner,
    ...(note === '' ? {} : { note }),
    added: timeText(added),
    ...(expires === Number.POSITIVE_INFINITY ? {} : { expires: timeText(expires) }),
  });
}

/** Members of a JSON object; `undefined` if the text is none. */
export function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `value` is a text for people: at most 120 characters on one line. */
export function isWords(value: unknown, least: number): value is string {
  return (
    typeof value === 'string' &&
    value.trim().length >= least &&
    value.length <= MOST_CHARACTERS &&
    !/\p{Cc}/u.test(value)
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && LIST_ID.test(value);
}

/** Milliseconds since 1970 as a record has them: RFC 3339, UTC, whole seconds. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** 9999-12-31T23:59:59Z and 0000-01-01T00:00:00Z: RFC 3339 has no other years, so {@link timeText} could not write them. */
const [FIRST_TIME, LAST_TIME] = [-62_167_219_200_000, 253_402_300_799_999];

/**
 * Reads a time with its zone (RFC 3339) into milliseconds since 1970; `undefined` if it is none, if its day does not exist, or if it is
 * not in the years 0 to 9999 of UTC.
 */
export function timeIn(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const [, clock = ''] = RFC_3339.exec(text) ?? [];
  // `Date` takes 31 February for 3 March, and 24:00 for the next day.
  const local = Date.parse(`${clock}Z`);
  if (Number.isNaN(local) || timeText(local) !== `${clock}Z`) return undefined;
  const time = Date.parse(text);
  return time >= FIRST_TIME && time <= LAST_TIME ? Math.floor(time / 1000) * 1000 : undefined;
}
