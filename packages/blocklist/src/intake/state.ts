/** What is remembered of one list between its deliveries; sealed, as it holds digests of domains. */
import { createHmac } from 'node:crypto';
import { type Json, jsonObject } from '@netvakt/json';
import { HOLD_REASONS, type HoldCause } from '../guard/change.ts';
import type { StoredDelivery } from '../store/list-store.ts';
import type { TrustMemory } from '../trust/manifest.ts';
import type { RuleChange } from './change-counts.ts';

/** Somebody's word that a held delivery may be enforced. */
export interface Approval {
  /** The name that was given. Anybody can give any. */
  readonly by: string;
  /** Who gave it, as the system knows; `undefined` in one that an older version has kept. */
  readonly person?: SystemPerson;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Who runs a command, as the system knows: what one shell cannot choose anew. */
export interface SystemPerson {
  /** The user of the process, which several people may share. */
  readonly uid: number;
  /** The user who logged in, kept through su and sudo; `undefined` if nobody did, as for a timer. */
  readonly login: number | undefined;
}

/** A delivery that waits for a decision. */
export interface Hold {
  readonly sha256: string;
  readonly since: number;
  readonly causes: readonly HoldCause[];
  readonly approvals: readonly Approval[];
  /** Until then the delivery only counts what it would block; 0 if it does not even do that. */
  readonly until: number;
}

/** A whole list that only counts what it would block, since and until: milliseconds since 1970; `until` 0 has no end. */
export interface Shadow {
  readonly since: number;
  readonly until: number;
}

/** When the bytes of this digest expire, by their authority: milliseconds since 1970. */
interface Expiry {
  readonly sha256: string;
  readonly expires: number;
}

/** What the bytes of this digest changed, when they came, of what was in force. */
export interface ListChange extends RuleChange {
  readonly sha256: string;
  /** When its authority says that it was made; if it does not say, when it was first seen here. Milliseconds since 1970. */
  readonly published: number;
}

/** The memory of a list. Times are milliseconds since 1970; 0 if it never was. */
export interface ListState {
  readonly lastAttempt: number;
  readonly lastSuccess: number;
  /** Fetches that failed since the last good one. */
  readonly failures: number;
  /** What the source gave with the last delivery. */
  readonly etag: string | undefined;
  readonly trust: TrustMemory | undefined;
  /** Expiries of the deliveries that were believed last, newest first: what is believed last may be held, or be rolled back from. */
  readonly expiries: readonly Expiry[];
  readonly hold: Hold | undefined;
  /** The digest of a delivery that was rolled back from: it is not loaded again automatically. */
  readonly rolledBackFrom: string | undefined;
  /** The digest of the delivery that was put in force last; `undefined` before the first. */
  readonly enforced: string | undefined;
  /** Change of the delivery that came last, enforced or held; `undefined` for a first one. */
  readonly change: ListChange | undefined;
  /** Keyed digests of the domains that are known to cover many other rules. */
  readonly wideDomains: readonly string[];
  /** Somebody put the list in shadow. */
  readonly shadow: Shadow | undefined;
}

/** Before the first delivery. */
const NEW_STATE: ListState = {
  lastAttempt: 0,
  lastSuccess: 0,
  failures: 0,
  etag: undefined,
  trust: undefined,
  expiries: [],
  hold: undefined,
  rolledBackFrom: undefined,
  enforced: undefined,
  change: undefined,
  wideDomains: [],
  shadow: undefined,
};

/** The state as it is stored. */
export function storedState(state: ListState): { readonly [name: string]: Json } {
  return JSON.parse(JSON.stringify(state)) as { readonly [name: string]: Json };
}

/** The state out of what was stored; members that an older version did not know are those of a new list. */
export function stateOf(stored: { readonly [name: string]: Json } | undefined): ListState {
  if (stored === undefined) return NEW_STATE;
  const given = stored as unknown as Partial<ListState>;
  const { trust, expiries = expiriesWith([], trust, undefined) } = given;
  return { ...NEW_STATE, ...given, expiries, hold: soundHold(given.hold) };
}

/**
 * The state without a hold that a delivery has replaced. The two are written one after the other, and a writer can be killed, or its
 * disk full, in between. A roll-back is no replacement.
 */
export function withoutReplacedHold(state: ListState, current: StoredDelivery | undefined): ListState {
  const { hold, rolledBackFrom } = state;
  if (hold === undefined || current === undefined || rolledBackFrom !== undefined) return state;
  return hold.since < current.at ? { ...state, hold: undefined } : state;
}

/** More than the deliveries that a store keeps, so that a roll-back finds its own. */
const MOST_EXPIRIES = 8;

/** The state after `memory` was believed. `inForce` is the digest of the delivery in force, whose expiry is never forgotten. */
export function believing(state: ListState, memory: TrustMemory | undefined, inForce: string | undefined): ListState {
  if (memory === undefined) return state;
  return { ...state, trust: memory, expiries: expiriesWith(state.expiries, memory, inForce) };
}

/** What the bytes of this digest changed; `undefined` if that is not known. */
export function changeBy({ change }: ListState, sha256: string): ListChange | undefined {
  return change?.sha256 === sha256 ? change : undefined;
}

/** When the bytes of this digest expire; `undefined` if their authority has set no end. */
export function expiryOf({ expiries }: ListState, sha256: string): number | undefined {
  return expiries.find((one) => one.sha256 === sha256)?.expires;
}

function expiriesWith(
  known: readonly Expiry[],
  memory: TrustMemory | undefined,
  inForce: string | undefined,
): readonly Expiry[] {
  if (memory?.expires === undefined) return known;
  const { sha256, expires } = memory;
  const others = known.filter((one) => one.sha256 !== sha256);
  const kept = others.filter((one) => one.sha256 === inForce);
  return [{ sha256, expires }, ...kept, ...others.filter((one) => one.sha256 !== inForce)].slice(0, MOST_EXPIRIES);
}

/** True if the whole list is in shadow at `now`. */
export function isInShadow({ shadow }: ListState, now: number): boolean {
  return shadow !== undefined && (shadow.until === 0 || now < shadow.until);
}

/** True if a delivery waits for its time in shadow and for nobody. */
export function waitsForTime({ causes }: Hold): boolean {
  return causes.every(({ reason }) => reason === 'in-shadow');
}

/** The digest under which a wide domain is remembered: without the key, nobody can look whether a name is there. */
export function wideDigest(domain: string, key: Buffer): string {
  return createHmac('sha256', key).update(domain).digest('base64url').slice(0, 22);
}

/** A hold whose reasons this version knows. */
function soundHold(hold: Hold | undefined): Hold | undefined {
  if (hold === undefined || jsonObject(hold as unknown as Json) === undefined) return undefined;
  return { ...hold, until: hold.until ?? 0, causes: hold.causes.filter(({ reason }) => HOLD_REASONS.includes(reason)) };
}
