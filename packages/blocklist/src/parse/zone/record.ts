/** The words of a record by their role: `[owner] [ttl] [class] type data`, time to live and class in either order or left out. */
import { isIPv4, isIPv6 } from 'node:net';
import type { ScannedRecord, Word } from './scanner.ts';
import { isTimeToLive, recordClass, recordType } from './types.ts';

/** A record, its names not yet resolved against the origin. */
export interface ZoneRecord {
  /** `undefined`: that of the record before. */
  readonly owner: string | undefined;
  readonly type: string;
  readonly data: readonly Word[];
}

/** What the data of a type must look like; of the others, that there is some. */
const DATA: ReadonlyMap<string, (data: readonly Word[]) => boolean> = new Map([
  ['A', (data) => isOneWord(data) && isIPv4(data[0]?.text ?? '')],
  ['AAAA', (data) => isOneWord(data) && isIPv6(data[0]?.text ?? '')],
  ['CNAME', isOneWord],
  ['DNAME', isOneWord],
  ['NS', isOneWord],
  ['SOA', isStartOfAuthority],
]);

/** Reads one record; `undefined` if it is malformed, of another class than the Internet's, or of a type that does not exist. */
export function recordOf({ words, hasBlankOwner, isBroken }: ScannedRecord): ZoneRecord | undefined {
  if (isBroken) return undefined;
  const owner = hasBlankOwner ? undefined : words[0];
  const rest = hasBlankOwner ? words : words.slice(1);
  const typeAt = placeOfType(rest);
  const type = recordType(rest[typeAt]?.text ?? '');
  const data = rest.slice(typeAt + 1);
  return type !== undefined && isSound(type, data) ? { owner: owner?.text, type, data } : undefined;
}

function isSound(type: string, data: readonly Word[]): boolean {
  return isGeneric(data) || (DATA.get(type)?.(data) ?? data.length > 0);
}

/** True for data in RFC 3597's notation: `\# 4 c0000201`. */
export function isGeneric(data: readonly Word[]): boolean {
  const [mark, length, ...digits] = data;
  if (mark?.text !== '\\#' || mark.isQuoted || !/^\d{1,5}$/u.test(length?.text ?? '')) return false;
  const text = genericDigits(digits);
  return /^[\da-f]*$/iu.test(text) && text.length === 2 * Number(length?.text);
}

/** The name that generic data holds, in the notation of a master file; `undefined` if it holds none. */
export function genericName(data: readonly Word[]): string | undefined {
  const bytes = Buffer.from(genericDigits(data.slice(2)), 'hex');
  let name = '';
  let at = 0;
  for (let length = bytes[at] ?? 64; length > 0; length = bytes[at] ?? 64) {
    if (length > 63 || at + length >= bytes.length) return undefined;
    for (const octet of bytes.subarray(at + 1, at + 1 + length)) name += `\\${`${octet}`.padStart(3, '0')}`;
    name += '.';
    at += length + 1;
  }
  return at === bytes.length - 1 ? name || '.' : undefined;
}

function genericDigits(words: readonly Word[]): string {
  return words.map(({ text }) => text).join('');
}

/** Where the type is, after at most one time to live and one class. Another class is no type, and neither is quoted text. */
function placeOfType(words: readonly Word[]): number {
  let [hasTime, hasClass] = [false, false];
  for (const [at, { text, isQuoted }] of words.entries()) {
    if (isQuoted) return words.length;
    if (!hasTime && isTimeToLive(text)) hasTime = true;
    else if (!hasClass && recordClass(text) === 'internet') hasClass = true;
    else return recordClass(text) === 'other' ? words.length : at;
  }
  return words.length;
}

function isOneWord(data: readonly Word[]): boolean {
  return data.length === 1 && data[0]?.isQuoted === false;
}

/** Two names, a serial of 32 bits, four times. */
function isStartOfAuthority(data: readonly Word[]): boolean {
  const [, , serial, ...times] = data;
  const isSerial = /^\d{1,10}$/u.test(serial?.text ?? '') && Number(serial?.text) <= 0xffff_ffff;
  return data.length === 7 && isSerial && times.every(({ text }) => isTimeToLive(text));
}
