/**
 * Domain names of a master file, absolute and in one spelling: lower case, without the last dot, every octet that is not a printable
 * ASCII character as `\DDD`. A dot inside a label is written `\046`, so each `.` in the result separates labels.
 *
 *   written         origin         name
 *   bad.test        rpz.example    bad.test.rpz.example
 *   BAD.test.       rpz.example    bad.test
 *   @               rpz.example    rpz.example
 *   \098ad\.x       rpz.example    bad\046x.rpz.example
 *   blå.test        rpz.example    bl\195\165.test.rpz.example
 *   .               rpz.example    the empty text: the root
 *
 * Octets are compared as a name server does: an escaped character is the character (RFC 1035 §5.1), so `\*` is `*`.
 */

/**
 * The origin of a file that does not state one. The name server knows it from its configuration; here it is a label that no file can
 * write, so that names relative to it are still distinguished from absolute ones.
 */
export const UNSTATED_ORIGIN = '\u{10ffff}';

const MOST_NAME_OCTETS = 255;
const MOST_LABEL_OCTETS = 63;
const PLAIN_NAME = /^(?:[a-z0-9_*-]{1,63}\.)*[a-z0-9_*-]{1,63}\.?$/iu;

/**
 * The absolute name of a word; `undefined` if it is none: an empty label, a label of more than 63 octets, a name of more than 255, an
 * unfinished escape. Never throws; linear in the length.
 */
export function nameOf(word: string, origin: string): string | undefined {
  if (word === '@') return origin;
  if (word === '.') return '';
  const isPlain = PLAIN_NAME.test(word);
  const text = isPlain ? word.toLowerCase() : octetsOf(word);
  if (text === undefined) return undefined;
  const name = text.endsWith('.') ? text.slice(0, -1) : beneath(text, origin);
  return isPlain && name.length < 253 && !name.includes('\\') ? name : checked(name);
}

/** `name` without `ancestor` and the dot between them; `undefined` if it is not below it. */
export function relativeTo(name: string, ancestor: string): string | undefined {
  if (ancestor === '') return name === '' ? undefined : name;
  return name.endsWith(ancestor) && name.at(-ancestor.length - 1) === '.'
    ? name.slice(0, -ancestor.length - 1)
    : undefined;
}

/**
 * A name as a host is written: escaped octets beyond ASCII as the UTF-8 that they are. `undefined` for what no host holds: other signs
 * than letters, digits, `-` and `_`, and octets that are no UTF-8. `*` stays, for the guard against wildcards.
 */
export function hostTextOf(name: string): string | undefined {
  if (PLAIN_NAME.test(name)) return name;
  if (!/^(?:[a-z0-9_*.-]|\\(?:12[89]|1[3-9]\d|2\d\d))+$/u.test(name)) return undefined;
  const octets = name.replaceAll(/\\(\d{3})/gu, (_, digits: string) => String.fromCharCode(Number(digits)));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'));
  } catch {
    return undefined;
  }
}

function beneath(text: string, origin: string): string {
  return origin === '' ? text : `${text}.${origin}`;
}

function checked(name: string): string | undefined {
  const octets = name.replaceAll(/\\\d{3}/gu, 'x');
  const isName = octets.split('.').every((label) => label.length > 0 && label.length <= MOST_LABEL_OCTETS);
  // On the wire: a length for each label, and the root.
  return isName && octets.length + 2 <= MOST_NAME_OCTETS ? name : undefined;
}

/** The word in one spelling, its last dot kept; `undefined` if an escape is none. */
function octetsOf(word: string): string | undefined {
  let name = '';
  for (let at = 0; at < word.length; at += 1) {
    const sign = String.fromCodePoint(word.codePointAt(at) as number);
    at += sign.length - 1;
    if (sign !== '\\') {
      name += sign === '.' ? sign : spelled(sign);
      continue;
    }
    const digits = /^\d{3}/u.exec(word.slice(at + 1, at + 4))?.[0];
    if (digits === undefined) {
      const escaped = word.codePointAt(at + 1);
      if (escaped === undefined || isDigit(escaped)) return undefined;
      const letter = String.fromCodePoint(escaped);
      name += spelled(letter);
      at += letter.length;
    } else {
      if (Number(digits) > 255) return undefined;
      name += octet(Number(digits));
      at += 3;
    }
  }
  return name;
}

function spelled(sign: string): string {
  let text = '';
  for (const value of Buffer.from(sign)) text += octet(value);
  return text;
}

function octet(value: number): string {
  const isPrintable = value > 0x20 && value < 0x7f && value !== 0x2e && value !== 0x5c;
  return isPrintable ? String.fromCharCode(value).toLowerCase() : `\\${`${value}`.padStart(3, '0')}`;
}

function isDigit(codePoint: number): boolean {
  return codePoint >= 0x30 && codePoint <= 0x39;
}
