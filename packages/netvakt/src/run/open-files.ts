import { availableParallelism } from 'node:os';
import { capacityOf, openFilesFor, openFilesLimit } from '@netvakt/proxy';
import type { Log } from '../base/log.ts';
import { OperatorError } from '../base/operator-error.ts';
import type { Config } from '../config/config.ts';

/**
 * Compares the limit of open files with what the configuration wants. Warns if there is room for fewer connections than
 * `proxy.limits.connections`. Throws an `OperatorError` if a worker could serve none: it would listen, and turn everybody away.
 *
 * @param limit - of this process; default: asks the system.
 */
export function checkOpenFiles({ fixed, reloadable }: Config, log: Log, limit: number = openFilesLimit()): void {
  const workers = fixed.workers === 0 ? availableParallelism() : fixed.workers;
  const { connections } = reloadable.limits;
  const wanted = openFilesFor(connections);
  const remedy = `Raise it to ${wanted}: LimitNOFILE= in the unit, ulimit -n in a shell`;
  if (limit < openFilesFor(workers)) {
    const found = `Cannot serve any connection: this process may open ${limit} files, and ${workers} workers need at least ${openFilesFor(workers)}`;
    throw new OperatorError('ERR_OPEN_FILES', { found, remedy });
  }
  const room = capacityOf(connections, workers, limit) * workers;
  if (limit < wanted)
    log.warn({ limit, room, configured: connections, remedy }, 'few open files: fewer connections than configured');
}
