/** What one look at the machine has found. */
export interface MachineFinding {
  /** What was looked at; a word that scripts can go by. */
  readonly check: string;
  /** `good`; `warning`: works, and somebody should know; `fault`: does not work as configured; `skipped`: could not be looked at. */
  readonly state: 'good' | 'warning' | 'fault' | 'skipped';
  /** Values and counts; never an entry, a host or a client's address. */
  readonly found: string;
  /** What to do; empty if nothing is. */
  readonly remedy: string;
}

/** Makes the findings of one check. */
export interface FindingsOf {
  readonly good: (found: string) => MachineFinding;
  readonly warning: (found: string, remedy: string) => MachineFinding;
  readonly fault: (found: string, remedy: string) => MachineFinding;
  readonly skipped: (found: string, remedy?: string) => MachineFinding;
}

/** @param check - what is looked at. */
export function findingsOf(check: string): FindingsOf {
  return {
    good: (found) => ({ check, state: 'good', found, remedy: '' }),
    warning: (found, remedy) => ({ check, state: 'warning', found, remedy }),
    fault: (found, remedy) => ({ check, state: 'fault', found, remedy }),
    skipped: (found, remedy = '') => ({ check, state: 'skipped', found, remedy }),
  };
}

/** One check of a machine. */
export type Look = () => Promise<MachineFinding[]> | MachineFinding[];
