import type { RefusalReason } from '../report/refusal.ts';

/** Why something is not believed. `found` holds figures, versions, times and list ids. */
export interface TrustFailure {
  readonly ok: false;
  readonly reason: RefusalReason;
  readonly found: string;
}

/** Makes a failure. */
export function untrusted(reason: RefusalReason, found: string): TrustFailure {
  return { ok: false, reason, found };
}
