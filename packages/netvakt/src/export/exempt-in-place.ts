/** Puts the register of exemptions, as it is now, into the sets of the rules in force: what netvakt-rules.timer does each minute. */
import { StoreError, withStoreLock } from '@netvakt/blocklist';
import { updateExempt } from './nft/apply.ts';
import type { AddressesByFamily, InterceptionPlan } from './nft/plan.ts';
import type { Run } from './nft/tools.ts';

/** What is read, where, and with what the sets are changed. */
export interface ExemptInPlace {
  /** The folder of the register: whoever changes it holds its lock. */
  readonly folder: string;
  readonly read: () => Promise<AddressesByFamily>;
  readonly run: Run;
  /** Milliseconds to wait for who changes the register. */
  readonly patience: number;
}

/**
 * Reads and updates while nobody changes the register, so that no older one replaces a newer one in the sets. Whoever holds the lock for
 * longer updates the sets itself; then nothing is done. Rejects as `read` does, and with an `OperatorError` if the sets take nothing.
 */
export async function exemptInPlace(
  plan: Pick<InterceptionPlan, 'table'>,
  { folder, read, run, patience }: ExemptInPlace,
): Promise<void> {
  const update = async (): Promise<void> => void updateExempt(plan, await read(), run);
  try {
    await withStoreLock(folder, patience, update);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // No folder, no register, and nobody who writes it; without locks, it is done as well as it can be.
    if (error.code !== 'ERR_STORE_LOCKED') await update();
  }
}
