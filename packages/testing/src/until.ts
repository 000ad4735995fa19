import { setTimeout as pause } from 'node:timers/promises';
import { WAIT } from './limits.ts';

/** Between two looks, in milliseconds. Long enough that a wait costs no core, short enough that nobody notices. */
const LOOK = 5;

/**
 * Resolves as soon as `holds` returns true. For conditions that announce themselves by no event: prefer an event.
 *
 * @param what - what is awaited, for the message of the failure.
 * @throws Error after {@link WAIT}, with `what` and, if given, what `describe` returns.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  describe?: () => string,
): Promise<void> {
  await found(what, async () => ((await holds()) ? true : undefined), describe);
}

/** Resolves with the first value of `probe` that is not `undefined`. Parameters and failure as {@link until}. */
export async function found<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  describe?: () => string,
): Promise<T> {
  const end = performance.now() + WAIT;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`Waited in vain for: ${what}${detail(describe)}`);
    await pause(LOOK);
  }
}

function detail(describe: (() => string) | undefined): string {
  return describe === undefined ? '' : `\n${describe()}`;
}
