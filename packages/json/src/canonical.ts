import type { Json } from './strict.ts';

/**
 * The one text of a value: no white space, members in the order of their UTF-16 code units (RFC 8785), numbers as whole numbers
 * only. What is signed and hashed is this text, so two writers cannot differ in spaces.
 *
 * @throws RangeError - for a number that is no safe integer: readers round such numbers in different ways.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError('Cannot write a number canonically that is no safe integer');
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
