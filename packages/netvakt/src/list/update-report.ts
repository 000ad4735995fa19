/** What `netvakt list update --json` writes of a list, as a running filter reads it. */
import type { ListLedger } from '@netvakt/metrics';

/** What one fetch of a list came to: closed words, versions, counts. */
export interface ListUpdateReport {
  readonly list: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly version?: string;
  readonly active?: number;
  readonly until?: string;
  readonly expires?: string;
  /** Reasons to hold, one space between. */
  readonly causes?: string;
  /** The audit log could not be written. */
  readonly audit?: string;
}

/** Reads a line of `list update --json`; what is not to be logged is left out. */
export function outcomeOf(line: string): ListUpdateReport {
  const { list, outcome, reason, version, active, until, expires, causes, audit } = JSON.parse(
    line,
  ) as ListUpdateReport;
  return {
    list,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(version === undefined ? {} : { version }),
    ...(active === undefined ? {} : { active }),
    ...(until === undefined ? {} : { until }),
    ...(expires === undefined ? {} : { expires }),
    ...(causes === undefined ? {} : { causes }),
    ...(audit === undefined ? {} : { audit }),
  };
}

/**
 * Notes an outcome: a refusal counts like a load that was refused; a fetch that brought nothing new shows that what is in force is
 * as fresh as that, and its expiry, if its authority has set a new one.
 */
export function noteOutcome(
  ledger: ListLedger,
  { list, outcome, reason, causes, expires }: ListUpdateReport,
  unixSeconds: number,
): void {
  if (reason !== undefined) {
    ledger.attempted(list, unixSeconds);
    ledger.failed(list, reason);
  }
  for (const cause of causes?.split(' ') ?? []) ledger.held(cause);
  if (outcome === 'unchanged' || outcome === 'waiting') {
    const expiry = expires === undefined ? undefined : Date.parse(expires) / 1000;
    ledger.attempted(list, unixSeconds);
    ledger.fetched(list, { lastAttempt: unixSeconds, lastSuccess: unixSeconds, expiry });
  }
}
