/** Signatures, expiry and days of the statistics all go by the clock. */
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning, skipped } = findingsOf('clock');
/** Before this was written no machine's clock can be right. */
const EARLIEST = Date.UTC(2026, 0, 1);

export function clock({ now, run }: Machine): MachineFinding[] {
  const time = now();
  if (time < EARLIEST)
    return [
      warning(`it is ${new Date(time).toISOString()}`, 'Set the clock: signed lists are refused as not yet valid'),
    ];
  const synchronised = synchronisation(run);
  if (synchronised === undefined)
    return [
      skipped(
        'without timedatectl it is unknown whether the clock is synchronised',
        'Make sure that something keeps it: systemd-timesyncd, chrony',
      ),
    ];
  if (synchronised) return [good('synchronised')];
  return [warning('the clock is not synchronised', 'Start systemd-timesyncd or chrony')];
}

function synchronisation(run: Machine['run']): boolean | undefined {
  try {
    const { ok, stdout } = run(['timedatectl', 'show', '--property=NTPSynchronized', '--value']);
    return ok ? stdout.trim() === 'yes' : undefined;
  } catch {
    return undefined;
  }
}
