import {
  type Enforcement,
  expiryOf,
  isInShadow,
  type ListState,
  type StoredDelivery,
  stateOf,
  waitsForTime,
  withoutReplacedHold,
} from '@netvakt/blocklist';
import { timeOf } from '../base/text.ts';
import type { ListIntake } from './managed-lists.ts';

/** One delivery, without its entries. */
export interface DeliveryStatus {
  readonly version: string;
  readonly sha256: string;
  /** When it was taken or held. */
  readonly since: string;
  /** Entries received, and rules active. */
  readonly received: number;
  readonly active: number;
}

/** A delivery that waits. */
export interface HeldStatus extends Partial<DeliveryStatus> {
  readonly causes: readonly { readonly reason: string; readonly found: string }[];
  /** Names of those who have released it. */
  readonly approvals: readonly string[];
  /** How many must. */
  readonly people: number;
}

/** Everything that is known of one list, as `--json` prints it. Times are RFC 3339, or `never`. */
export interface ListStatus {
  readonly list: string;
  /** `null` if nothing is in force, or {@link ListStatus.unreadable} is set. */
  readonly current: DeliveryStatus | null;
  /** Why the store cannot be read, so that not all of this is known; `null` if it can. */
  readonly unreadable: string | null;
  /** Newer deliveries that do not open. */
  readonly damaged: number;
  readonly previous: DeliveryStatus | null;
  readonly held: HeldStatus | null;
  /** What is held waits for somebody. */
  readonly waits: boolean;
  readonly enforcement: Enforcement;
  /** The end of the shadow, of the list or of what is held; `null` if it has none. */
  readonly until: string | null;
  readonly attempted: string;
  readonly succeeded: string;
  readonly failures: number;
  readonly believed: { readonly version: number; readonly keys: number } | null;
  /** When the version in force expires; `null` if it has no expiry. */
  readonly expires: string | null;
}

/** Reads what the store holds of one list. Opens every delivery that is kept. */
export async function reportOf({ list: { store, settings }, people }: ListIntake): Promise<ListStatus> {
  const [current, previous, held] = [await store.current(), await store.previous(), await store.held()];
  const state = withoutReplacedHold(stateOf(await store.state()), current);
  const { hold } = state;
  return {
    list: settings.id,
    current: deliveryOf(current),
    unreadable: (await store.unreadable()) ?? null,
    damaged: current?.damaged ?? 0,
    previous: deliveryOf(previous),
    held:
      hold === undefined
        ? null
        : { ...deliveryOf(held), causes: hold.causes, approvals: hold.approvals.map(({ by }) => by), people },
    waits: hold !== undefined && !waitsForTime(hold),
    enforcement: isInShadow(state, Date.now()) ? 'shadow' : settings.enforcement,
    until: endOf(state),
    attempted: timeOf(state.lastAttempt),
    succeeded: timeOf(state.lastSuccess),
    failures: state.failures,
    believed: state.trust === undefined ? null : { version: state.trust.version, keys: state.trust.keysVersion },
    expires: expiresOf(state, current),
  };
}

function expiresOf(state: ListState, current: StoredDelivery | undefined): string | null {
  const expires = current === undefined ? undefined : expiryOf(state, current.sha256);
  return expires === undefined ? null : timeOf(expires);
}

function endOf({ shadow, hold }: ListState): string | null {
  const until = shadow?.until ?? hold?.until ?? 0;
  return until === 0 ? null : timeOf(until);
}

function deliveryOf(delivery: StoredDelivery | undefined): DeliveryStatus | null {
  if (delivery === undefined) return null;
  const { version, sha256, at, received, active } = delivery;
  return { version, sha256, since: timeOf(at), received, active };
}
