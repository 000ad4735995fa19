import { type TrustFailure, untrusted } from './outcome.ts';

/**
 * Judges the version that a list states of itself against the one in force: a serial or a time that goes backwards is an old
 * delivery, sent again. Versions that cannot be compared (a digest, another form than before) say nothing.
 */
export function judgeVersions(before: string, now: string): TrustFailure | undefined {
  const [old, next] = [comparable(before), comparable(now)];
  if (old === undefined || next === undefined || old.form !== next.form) return undefined;
  if (next.value >= old.value) return undefined;
  return untrusted('version-backwards', `version ${now}, version ${before} is in force`);
}

/** A number, a date with or without time, or `serial.timestamp`, of which the serial counts. */
function comparable(version: string): { readonly form: string; readonly value: bigint | number } | undefined {
  const serial = /^(\d{1,20})(?:\.\d{1,20})?$/u.exec(version)?.[1];
  if (serial !== undefined) return { form: 'serial', value: BigInt(serial) };
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/u.test(version) ? Date.parse(version) : Number.NaN;
  return Number.isNaN(time) ? undefined : { form: 'time', value: time };
}
