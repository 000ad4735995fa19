/**
 * One word that holds everything about a rule except its key: enough to look it up again and to describe it, no text of it.
 *
 *   bits 0-2  kind    bit 3  allow    bit 4  names a port    bit 5  ignores case
 *   bits 6-13 depth: labels of a domain or of the host of a text, directories of a prefix     bits 14-29  list
 */
import type { RuleKind } from '../rule/types.ts';

/** Kinds as stored: a `url` with a query and the prefixes of text are kinds of their own, because they are looked for elsewhere. */
export const KIND = { domain: 0, host: 1, ip: 2, prefix: 3, page: 4, query: 5, textOfSite: 6, textBelow: 7 } as const;

const RULE_KIND: readonly RuleKind[] = ['domain', 'host', 'ip', 'prefix', 'url', 'url', 'prefix', 'prefix'];

/** Bits of the depth: 127 labels fit in a name (RFC 1035 §2.3.4), and 255 directories are possible. */
const DEPTH_MASK = 255;
/** Largest number of lists. */
export const MAX_LISTS = 65_536;

const ALLOW = 8;
const PORT = 16;
const FOLD = 32;
const DEPTH_SHIFT = 6;
const LIST_SHIFT = 14;
/** Everything but the list: what is in a row. */
const WITHOUT_LIST = (1 << LIST_SHIFT) - 1;

/** A rule's parts before they are packed. */
export interface ShapeParts {
  readonly kind: number;
  readonly allow: boolean;
  readonly port: boolean;
  readonly fold: boolean;
  readonly depth: number;
  readonly list: number;
}

/** Packs a rule's parts. */
export function packShape({ kind, allow, port, fold, depth, list }: ShapeParts): number {
  return (
    kind | (allow ? ALLOW : 0) | (port ? PORT : 0) | (fold ? FOLD : 0) | (depth << DEPTH_SHIFT) | (list << LIST_SHIFT)
  );
}

/** The stored kind. */
export function kindOf(shape: number): number {
  return shape & 7;
}

/** The kind as people name it; `undefined` for a word that no compiler wrote. */
export function ruleKindOf(shape: number): RuleKind | undefined {
  return RULE_KIND[kindOf(shape)];
}

/** True for a shape that a compiler writes: a prefix of text ignores case, names no port, and its host has labels. */
export function isKnownShape(shape: number): boolean {
  return kindOf(shape) < KIND.textOfSite || (isFolded(shape) && !hasPort(shape) && depthOf(shape) > 0);
}

export function isAllow(shape: number): boolean {
  return (shape & ALLOW) !== 0;
}

export function hasPort(shape: number): boolean {
  return (shape & PORT) !== 0;
}

export function isFolded(shape: number): boolean {
  return (shape & FOLD) !== 0;
}

export function depthOf(shape: number): number {
  return (shape >>> DEPTH_SHIFT) & DEPTH_MASK;
}

export function listOf(shape: number): number {
  return shape >>> LIST_SHIFT;
}

/** The part of a shape that all lists share. */
export function commonShape(shape: number): number {
  return shape & WITHOUT_LIST & ~ALLOW;
}

/** {@link packShape} of a row's common shape with a list and an action again. */
export function withList(common: number, list: number, allow: boolean): number {
  return common | (allow ? ALLOW : 0) | (list << LIST_SHIFT);
}
