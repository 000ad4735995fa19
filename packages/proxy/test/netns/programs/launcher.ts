/**
 * What a systemd socket unit does: opens transparent listeners while it may, and starts the filter with them from descriptor 3
 * on, without any capability. The filter talks through the launcher's own streams.
 */
import { spawn } from 'node:child_process';
import { openTransparentListener } from '../../../src/linux/transparent-listener.ts';
import type { FilterArgument } from './filter.ts';
import { argument } from './talk.ts';

const { listeners, filter } = argument() as {
  readonly listeners: readonly { readonly name: string; readonly address: string }[];
  readonly filter: FilterArgument;
};

const descriptors = listeners.map(({ address }) => openTransparentListener({ address, port: filter.port }));
const script = new URL('filter.ts', import.meta.url).pathname;
const node = [process.execPath, '--conditions=@netvakt/source', script, JSON.stringify(filter)];
const unprivileged = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];
// The process id is only known after the fork; exec keeps it.
const announced = ['sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...node];
const [command = '', ...rest] = [...unprivileged, ...announced];
spawn(command, rest, {
  env: {
    ...process.env,
    LISTEN_FDS: String(descriptors.length),
    LISTEN_FDNAMES: listeners.map(({ name }) => name).join(':'),
  },
  stdio: ['inherit', 'inherit', 'inherit', ...descriptors],
}).once('close', (code) => process.exit(code ?? 1));
