import type { Daemon } from '@netvakt/fixtures/daemons';
import type { Filter } from './filter.ts';

/** A filter that is a child process of the laboratory. */
export function running(name: string, daemon: Daemon, metrics?: string): Filter {
  return {
    name,
    address: { host: '127.0.0.1', port: daemon.port },
    pid: daemon.pid,
    metrics,
    alive: () => daemon.alive,
    output: () => daemon.output(),
    stop: async () => await daemon.stop(),
  };
}
