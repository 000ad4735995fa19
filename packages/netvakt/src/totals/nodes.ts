/** The stores of several machines, read as one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../base/operator-error.ts';
import type { LocalContent } from './local-table.ts';
import { withTotals } from './read.ts';
import type { ServiceRow } from './service-table.ts';
import type { StoredTotals, UnitDefinition } from './store.ts';

/** What the store of one machine holds of some days. */
export interface NodeTotals extends LocalContent {
  readonly path: string;
  /** The random name of the store; `undefined` if an earlier version wrote it. */
  readonly id: string | undefined;
  readonly definitions: StoredTotals['definitions'];
  readonly endings: StoredTotals['endings'];
  /** Subscriptions behind the filter, as they were configured on a day. */
  readonly subscriptions: readonly ServiceRow[];
}

/**
 * Reads all days of each store. A folder stands for the stores in it, files whose names end in `.db`.
 *
 * Throws an `OperatorError` if one cannot be read, or if two are of one machine.
 */
export function readNodes(paths: readonly string[]): readonly NodeTotals[] {
  const nodes = paths.flatMap(storesIn).map(readNode);
  for (const [one, other] of pairsOf(nodes)) refuseCopy(one, other);
  return nodes;
}

/**
 * Throws an `OperatorError` if figures of `days` must not be added: on one of them, nodes told attempts apart in different ways, or told
 * the day of a market in different time zones.
 */
export function refuseUnlike(nodes: readonly NodeTotals[], days: readonly { readonly day: string }[]): void {
  const asked = new Set(days.map(({ day }) => day));
  const isAsked = ({ day }: { readonly day: string }): boolean => asked.has(day);
  for (const [one, other] of pairsOf(nodes)) {
    refuseUnlikeAttempts(one, other, other.definitions.filter(isAsked));
    refuseUnlikeZones(one, other, other.coverage.filter(isAsked));
  }
}

function pairsOf(nodes: readonly NodeTotals[]): readonly (readonly [one: NodeTotals, other: NodeTotals])[] {
  return nodes.flatMap((node, i) => nodes.slice(i + 1).map((other) => [node, other] as const));
}

function storesIn(path: string): readonly string[] {
  const names = namesIn(path);
  if (names === undefined) return [path];
  const files = names.filter((name) => name.endsWith('.db'));
  if (files.length > 0) return files.toSorted().map((name) => join(path, name));
  throw refused(`There is no store in the folder ${path}`, 'Name a folder with files that end in .db, or the files');
}

/** The names in a folder. `undefined` for a file, and for what cannot be looked into: who reads it finds out why. */
function namesIn(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

function readNode(path: string): NodeTotals {
  return withTotals(path, 'read', (store) => {
    const { definitions, endings, service } = store.between(FIRST_DAY, LAST_DAY);
    const subscriptions = service.filter(({ indicator }) => indicator === 'coverage');
    return { path, id: store.node(), definitions, endings, subscriptions, ...store.localBetween(FIRST_DAY, LAST_DAY) };
  });
}

/** Bounds of all days that a store can hold. */
const FIRST_DAY = '0000-01-01';
const LAST_DAY = '9999-12-31';

function refuseCopy(one: NodeTotals, other: NodeTotals): void {
  if (isSameNode(one, other))
    throw refused(
      `${one.path} and ${other.path} are stores of one machine: what it counted would be counted twice`,
      'Leave one of them out. If they are two machines with a cloned disk, delete the name of one while its filter is stopped: sqlite3 FILE "DELETE FROM node"; it gets another at the next start',
    );
}

function refuseUnlikeAttempts(one: NodeTotals, other: NodeTotals, definitions: NodeTotals['definitions']): void {
  const day = unlikeDay(one.definitions, definitions);
  if (day !== undefined)
    throw refused(
      `${one.path} and ${other.path} did not distinguish attempts in the same way on ${day}: their sum means nothing`,
      'Read them one by one, and give the nodes one statistics section; --json shows which definition held when',
    );
}

function refuseUnlikeZones(one: NodeTotals, other: NodeTotals, coverage: NodeTotals['coverage']): void {
  const zones = new Map(one.coverage.map(({ day: of, market, zone }) => [`${of} ${market}`, zone]));
  const apart = coverage.find((row) => (zones.get(`${row.day} ${row.market}`) ?? row.zone) !== row.zone);
  if (apart !== undefined && !hasZone(one, apart))
    throw refused(
      `${one.path} and ${other.path} count days of market ${apart.market} in different time zones on ${apart.day}: ${zones.get(`${apart.day} ${apart.market}`)} and ${apart.zone}`,
      'Give the market the same time_zone on all nodes; read these days one node at a time, or from a later day on with --since',
    );
}

function hasZone({ coverage }: NodeTotals, { day, market, zone }: NodeTotals['coverage'][number]): boolean {
  return coverage.some((row) => row.day === day && row.market === market && row.zone === zone);
}

/** True if two stores are of one machine: copies share a name. Without names, if all days that both hold have the same counts, the last ones aside. */
function isSameNode(one: NodeTotals, other: NodeTotals): boolean {
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  const [a, b] = [one, other].map(({ rows }) => {
    const days = Map.groupBy(rows, ({ day }) => day);
    const last = [...days.keys()].toSorted().at(-1);
    return new Map([...days].filter(([day]) => day !== last).map(([day, all]) => [day, JSON.stringify(all)]));
  });
  const shared = [...(a ?? [])].filter(([day]) => b?.has(day) === true);
  return shared.length > 0 && shared.every(([day, text]) => b?.get(day) === text);
}

type Definitions = StoredTotals['definitions'];

function unlikeDay(one: Definitions, other: Definitions): string | undefined {
  const known = Map.groupBy(one, ({ day }) => day);
  const isUnlike = ({ day, definition }: Definitions[number]): boolean =>
    known.get(day)?.every((row) => keyOf(row.definition) !== keyOf(definition)) === true;
  return other.find(isUnlike)?.day;
}

function keyOf({ windowSeconds, ipv6PrefixLength, attemptsPerClientDay }: UnitDefinition): string {
  return `${windowSeconds}/${ipv6PrefixLength}/${attemptsPerClientDay}`;
}

function refused(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_TOTALS', { found, remedy });
}
