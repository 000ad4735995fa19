import { writeFileSync } from 'node:fs';

/** What `pidof` and `pgrep -x` find the running filter by, and no other process of this program. */
const NAME = 'netvakt';

/**
 * Names this process as an operator looks for it: Node calls every program `node`. `ps` and systemd show the whole command.
 *
 * @param words - of the command line, without program name.
 */
export function nameProcess(words: readonly string[]): void {
  process.title = [NAME, ...words].join(' ');
  try {
    writeFileSync('/proc/self/comm', NAME); // the title has put its first 15 bytes there
  } catch {
    // Not Linux.
  }
}
