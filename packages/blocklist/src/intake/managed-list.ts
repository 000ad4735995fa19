import type { ChangeBounds, HoldCause } from '../guard/change.ts';
import type { ListSummary } from '../parse/list.ts';
import { type ListRefusal, type ListRefusalReason, refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import type { ListStore } from '../store/list-store.ts';
import type { TrustPolicy } from './believe.ts';

/** A list that is kept up to date. */
export interface ManagedList {
  readonly settings: ListSettings;
  readonly store: ListStore;
  readonly trust: TrustPolicy;
  readonly change: ChangeBounds;
  /** How long a delivery over another one only counts what it would block, in milliseconds; 0: it enforces at once. */
  readonly shadowTime: number;
  /** Under which wide domains are remembered. */
  readonly digestKey: Buffer;
  /** True if deliveries of the list are known to have been taken: a store that holds none has lost them. */
  readonly hadDeliveries?: boolean;
  /** Somebody knows that what the store held is gone: a first delivery is taken, without guards. */
  readonly beginAnew?: boolean;
  /** Somebody knows that the list numbers its versions anew: this one may be lower than the one in force. */
  readonly acceptVersion?: string | undefined;
  /** Bytes of memory that may be taken. Default: what the system and its control groups have free. */
  readonly freeBytes?: number;
}

/** What became of a delivery. No text of the list in any of it. */
export type UpdateOutcome =
  | { readonly kind: 'taken'; readonly version: string; readonly summary: ListSummary }
  /** It is in force already; `expires` is the end that a new manifest sets, if one came. */
  | { readonly kind: 'unchanged'; readonly expires: number | undefined }
  /** It is held already, and nobody has released it; `until` is the end of its time in shadow, if it waits for nothing else. */
  | { readonly kind: 'waiting'; readonly until: number | undefined }
  | {
      readonly kind: 'held';
      readonly version: string;
      readonly causes: readonly HoldCause[];
      /** As of `waiting`. */
      readonly until: number | undefined;
      readonly summary: ListSummary;
    }
  | { readonly kind: 'refused'; readonly refusal: ListRefusal; readonly summary: ListSummary | undefined };

/** The outcome of a delivery that is not taken. `found` holds no text of the list. */
export function refused(
  settings: ListSettings,
  reason: ListRefusalReason,
  found: string,
  summary?: ListSummary,
): UpdateOutcome {
  return { kind: 'refused', refusal: refuse(settings.id, reason, found), summary };
}
