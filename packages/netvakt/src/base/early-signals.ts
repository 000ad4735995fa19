/**
 * Signals in the first tenths of a second of a process, while its modules are loaded. Imported first, before any of them.
 *
 *   SIGUSR1   does nothing, in every command: Node would open its inspector, and with it the memory. `--disable-sigusr1` does the same
 *             from the first instruction on; this is for a process that was started without it
 *   SIGHUP    in `run`: does not end the process; the filter reloads once it has started. Elsewhere it ends the command, as ever
 */

let hangUps = 0;

const hear = (): void => {
  hangUps += 1;
};

/** Hears the signals from now on. @param words - of the command line, without program name. */
export function hearEarly(words: readonly string[], signals: NodeJS.EventEmitter = process): void {
  signals.on('SIGUSR1', () => undefined);
  if (words[0] === 'run') signals.on('SIGHUP', hear);
}

/** Gives SIGHUP to its real listener. Returns true if one came since {@link hearEarly}. */
export function takeEarlyHangUps(signals: NodeJS.EventEmitter = process): boolean {
  signals.off('SIGHUP', hear);
  return hangUps > 0;
}
