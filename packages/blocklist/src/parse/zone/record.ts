/** The words of a record, told apart: `[owner] [ttl] [class] type data`, time to live and class in either order or left out. */
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
  const typeAt = placeOfType(words, hasBlankOwner ? 0 : 1);
  const type = typeAt === undefined ? undefined : recordType(words[typeAt]?.text ?? '');
  if (typeAt === undefined || type === undefined) return undefined;
  const data = words.slice(typeAt + 1);
  const isSound = isGeneric(data) || (DATA.get(type)?.(data) ?? data.length > 0);
  return isSound ? { owner: hasBlankOwner ? undefined : words[0]?.text, type, data } : undefined;
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

/** Where the type is, after at most one time to live and one class. */
function placeOfType(words: readonly Word[], start: number): number | undefined {
  let at = start;
  let [hasTime, hasClass] = [false, false];
  for (; at < words.length; at += 1) {
    const text = words[at]?.text ?? '';
    const zoneClass = recordClass(text);
    if (zoneClass === 'other') return undefined;
    if (!hasTime && isTimeToLive(text)) hasTime = true;
    else if (!hasClass && zoneClass === 'internet') hasClass = true;
    else break;
  }
  return words[at]?.isQuoted === false ? at : undefined;
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
