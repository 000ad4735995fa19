import type { ListRefusalReason } from '../report/refusal.ts';

/** The reason something is not believed. `found` holds figures, versions, times and list ids. */
export interface TrustFailure {
  readonly ok: false;
  readonly reason: ListRefusalReason;
  readonly found: string;
}

/** Makes a failure. */
export function untrusted(reason: ListRefusalReason, found: string): TrustFailure {
  return { ok: false, reason, found };
}
