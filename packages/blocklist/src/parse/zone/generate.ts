/**
 * BIND's `$GENERATE`: one line that stands for many records, with the number of each in place of `$`.
 *
 *   $GENERATE 1-3    h$ CNAME .            h1, h2, h3
 *   $GENERATE 0-8/4  h${10,3,d} CNAME .    h010, h014, h018: offset, width, base (d, o, x, X, or n, N for nibbles)
 */
import type { ScannedRecord, Word } from './scanner.ts';

/** Records that the `$GENERATE` lines of one list may stand for, together. */
export const MOST_GENERATED = 1_000_000;

const RANGE = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/u;
const FORMAT = /^\{(-?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}/u;

/** The numbers that a line stands for. */
export interface GeneratedRange {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** The range of a `$GENERATE` line; `undefined` if it is malformed. */
export function rangeOf(word: Word | undefined): GeneratedRange | undefined {
  const [, first, last, every] = RANGE.exec(word?.text ?? '') ?? [];
  const [start, stop, step] = [Number(first), Number(last), Number(every ?? 1)];
  if (!(start <= stop && step > 0 && stop < 2 ** 31)) return undefined;
  return { start, step, count: Math.floor((stop - start) / step) + 1 };
}

/** The record of one number; `undefined` if a format is malformed. */
export function generatedRecord(template: readonly Word[], value: number): ScannedRecord | undefined {
  const words: Word[] = [];
  for (const { text, isQuoted } of template) {
    const filled = filledIn(text, value);
    if (filled === undefined) return undefined;
    words.push({ text: filled, isQuoted });
  }
  return { words, hasBlankOwner: false, lines: 1, isBroken: false };
}

function filledIn(text: string, value: number): string | undefined {
  let filled = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (sign === '\\') {
      filled += text.slice(at, at + 2);
      at += 1;
    } else if (sign !== '$') filled += sign;
    else if (text[at + 1] === '$') {
      filled += '$';
      at += 1;
    } else if (text[at + 1] === '{') {
      const format = FORMAT.exec(text.slice(at + 1, at + 24));
      const number = format === null ? undefined : formatted(value, format);
      if (format === null || number === undefined) return undefined;
      filled += number;
      at += format[0].length;
    } else filled += `${value}`;
  }
  return filled;
}

function formatted(
  value: number,
  [, offset, width = '0', base = 'd']: readonly (string | undefined)[],
): string | undefined {
  const number = value + Number(offset);
  const length = Number(width);
  if (base === 'd') return decimal(number, length);
  if (number < 0) return undefined;
  if (base === 'n' || base === 'N') return nibbles(number, length, base === 'N');
  const text = number.toString(base === 'o' ? 8 : 16).padStart(length, '0');
  return base === 'X' ? text.toUpperCase() : text;
}

/** As C's `%0*d`: the sign counts. */
function decimal(number: number, length: number): string {
  return number < 0 ? `-${`${-number}`.padStart(length - 1, '0')}` : `${number}`.padStart(length, '0');
}

/** Hexadecimal digits from the lowest, dots between them; `length` counts both. */
function nibbles(number: number, length: number, upper: boolean): string {
  let text = '';
  let [rest, room] = [number, length];
  do {
    text += (rest % 16).toString(16);
    rest = Math.floor(rest / 16);
    room -= 1;
    if (room > 0 || rest !== 0) {
      text += '.';
      room -= 1;
    }
  } while (rest !== 0 || room > 0);
  return upper ? text.toUpperCase() : text;
}
