import { FIELD } from '../head/field-names.ts';
import type { Request } from '../head/request.ts';

/** Browsers send fewer than 100 bytes; what is beyond is not read. */
const MOST_BYTES = 256;
const MOST_RANGES = 16;

/** A language range and its weight (RFC 9110 §12.5.4, RFC 4647 §2.1). Nothing else is a member. */
const MEMBER = /^([a-z]{1,8}(?:-[a-z0-9]{1,8}){0,7}|\*)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;

interface Wish {
  readonly range: string;
  readonly weight: number;
}

/** The beginning of the request's first Accept-Language; empty if there is none. For {@link chooseLanguage}. */
export function languagesWanted({ head, bytes }: Request): string {
  for (let i = 0; i < head.fieldCount; i += 1) {
    if (head.field(i) !== FIELD['accept-language']) continue;
    const start = head.valueStart(i);
    return bytes.toString('latin1', start, Math.min(head.valueEnd(i), start + MOST_BYTES));
  }
  return '';
}

/**
 * The index of the language to answer in. `wanted` is the value of an Accept-Language, whatever it holds; `offered` are
 * lower-case tags, at least one, the market's own first. Heavier wishes go before lighter ones, earlier before later.
 *
 * A wish is met by the language itself, then by the same with less said (`de-at` by `de`: RFC 4647 §3.4), then by one with
 * more specific one (`pt` by `pt-br`). `q=0` rules a language out. If nothing fits it is the first: a page in the market's
 * language helps more than none.
 */
export function chooseLanguage(wanted: string, offered: readonly string[]): number {
  const wishes = wishesOf(wanted);
  const unwanted = new Set(wishes.filter(({ weight }) => weight === 0).map(({ range }) => range));
  const mayBe = (index: number): boolean => index !== -1 && !unwanted.has(offered[index] as string);
  for (const { range, weight } of wishes) {
    if (weight === 0) break;
    const found = range === '*' ? offered.findIndex((_, i) => mayBe(i)) : lookUp(range, offered);
    if (mayBe(found)) return found;
  }
  return 0;
}

function wishesOf(wanted: string): Wish[] {
  return wanted
    .slice(0, MOST_BYTES)
    .toLowerCase()
    .split(',', MOST_RANGES)
    .map((member) => MEMBER.exec(member.trim()))
    .filter((found) => found !== null)
    .map(([, range = '', weight = '1']) => ({ range, weight: Number(weight) }))
    .toSorted((a, b) => b.weight - a.weight);
}

function lookUp(range: string, offered: readonly string[]): number {
  for (let tag = range; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const found = offered.indexOf(tag);
    if (found !== -1) return found;
  }
  return offered.findIndex((tag) => tag.startsWith(`${range}-`));
}
