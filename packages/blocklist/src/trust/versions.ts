import { type TrustFailure, untrusted } from './outcome.ts';

/**
 * Judges the version that a list states of itself against the one in force: a serial or a time that goes backwards is an old
 * delivery, sent again. Versions that cannot be compared (a digest, another form than before) prove nothing.
 *
 * @param isZone - the versions are serials of a zone, which wrap around: RFC 1982 compares them.
 */
export function judgeVersions(before: string, now: string, isZone = false): TrustFailure | undefined {
  const [old, next] = [comparable(before), comparable(now)];
  if (old === undefined || next === undefined || old.form !== next.form) return undefined;
  const isZoneSerial = isZone && Math.max(Number(old.value), Number(next.value)) < SERIALS;
  if (isZoneSerial ? !isBeforeSerial(next, old) : next.value >= old.value) return undefined;
  return untrusted('version-backwards', `version ${now}, version ${before} is in force`);
}

const SERIALS = 2 ** 32;

interface Comparable {
  readonly form: string;
  readonly value: bigint | number;
}

/** RFC 1982 §3.2. Two serials half the circle apart are undefined there: an old delivery is assumed, which changes nothing. */
function isBeforeSerial(one: Comparable, other: Comparable): boolean {
  const ahead = (Number(other.value) - Number(one.value) + SERIALS) % SERIALS;
  return ahead > 0 && ahead <= SERIALS / 2;
}

/** A number, a date with or without time, or `serial.timestamp`, of which the serial counts. */
function comparable(version: string): Comparable | undefined {
  const serial = /^(\d{1,20})(?:\.\d{1,20})?$/u.exec(version)?.[1];
  if (serial !== undefined) return { form: 'serial', value: BigInt(serial) };
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/u.test(version) ? Date.parse(version) : Number.NaN;
  return Number.isNaN(time) ? undefined : { form: 'time', value: time };
}
