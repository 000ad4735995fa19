/**
 * Elements of the sets that decide what is led to the filter, in the words of `nft -j`. What of the plan is not in a set any more is
 * lost, as a rule would be; what somebody added is theirs.
 */
import { addressOf, type IpAddress, prefixOf } from '@netvakt/proxy';
import { z } from 'zod';
import { coversInterface } from './interfaces.ts';

/** Filled from the configuration when a plan is put in force, and by nothing else. */
const KEPT = new Set(['subscribers', 'ports', 'bypass4', 'bypass6']);

/** One set that lacks something of the plan. */
export interface LackingElements {
  readonly set: string;
  /** In the words of nft, to be added. */
  readonly elements: readonly string[];
  /** How many the plan has. */
  readonly planned: number;
}

const PREFIX = z
  .object({ prefix: z.object({ addr: z.string(), len: z.number() }) })
  .transform(({ prefix: { addr, len } }) => `${addr}/${len}`);
const RANGE = z
  .object({ range: z.tuple([z.string(), z.string()]) })
  .transform(({ range: [first, last] }) => `${first}-${last}`);
const PLAIN = z.union([z.string(), z.number().transform(String), PREFIX, RANGE]);
/** One element as a text. With a comment, a timeout or a counter, it is an object. */
export const ELEMENT: z.ZodType<string> = z.union([
  PLAIN,
  z.object({ elem: z.object({ val: PLAIN }) }).transform(({ elem }) => elem.val),
]);
const SET = z.object({ set: z.object({ name: z.string(), elem: z.array(z.unknown()).default([]) }) });

/** What the sets of `present` lack of those of `planned`; both are objects of a listing, as JSON. Sets that are not there are left out. */
export function lackingElements(planned: readonly string[], present: readonly string[]): readonly LackingElements[] {
  const [wanted, found] = [setsOf(planned), setsOf(present)];
  return [...wanted].flatMap(([set, elements]) => {
    const there = found.get(set);
    if (!KEPT.has(set) || there === undefined) return [];
    const lacking = elements.filter((element) => !there.some((other) => covers(other, element)));
    const written = lacking.map((element) => (set === 'subscribers' ? `"${element}"` : element));
    return lacking.length === 0 ? [] : [{ set, elements: written, planned: elements.length }];
  });
}

/** The statements that put `lacking` back, in one transaction: what else is in the sets stays. */
export function additionText(table: string, lacking: readonly LackingElements[]): string {
  return lacking.map(({ set, elements }) => `add element inet ${table} ${set} { ${elements.join(', ')} }\n`).join('');
}

function setsOf(objects: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sets = objects.flatMap((object) => {
    const parsed = SET.safeParse(JSON.parse(object));
    return parsed.success ? [[parsed.data.set.name, parsed.data.set.elem.flatMap(textOf)] as const] : [];
  });
  return new Map(sets);
}

function textOf(element: unknown): string[] {
  const parsed = ELEMENT.safeParse(element);
  return parsed.success ? [parsed.data] : [];
}

/** True if `present` is `planned` or holds it: a wider network, or a pattern of interfaces. */
function covers(present: string, planned: string): boolean {
  if (coversInterface(present, planned)) return true;
  const [outer, inner] = [rangeOf(present), rangeOf(planned)];
  return outer !== undefined && inner !== undefined && outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** First and last address; `undefined` for what is none: a port, the name of an interface. */
export function rangeOf(text: string): readonly [IpAddress, IpAddress] | undefined {
  if (!/[.:]/u.test(text)) return undefined;
  const [from = '', to] = text.split('-');
  if (to === undefined) {
    const prefix = prefixOf(from);
    return prefix && [prefix.address, prefix.address | ((1n << BigInt(128 - prefix.length)) - 1n)];
  }
  const [first, last] = [addressOf(from), addressOf(to)];
  return first === undefined || last === undefined ? undefined : [first, last];
}
