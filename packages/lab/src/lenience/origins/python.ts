/** Servers of Python, each in a process of its own: `programs/served.py`. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';

const PROGRAM = fileURLToPath(new URL('./programs/served.py', import.meta.url));
const MODULES = '/usr/lib/python3/dist-packages';

function python(name: string, packages: readonly string[], proof: string): LenientOriginKind {
  return {
    name,
    family: 'python',
    packages,
    proof,
    start: async (): Promise<LenientOrigin> =>
      await onFreePort(async (port) => {
        const folder = makeFolder(name);
        const file = writeInto(folder, 'served.py', '');
        copyFileSync(PROGRAM, join(folder, 'served.py'));
        const args = ['-B', file, name, String(port)];
        const daemon = await startDaemon({ name, command: '/usr/bin/python3', args, folder, port });
        return { name, family: 'python', http: port, stop: async () => await daemon.stop() };
      }),
  };
}

export const PYTHON: readonly LenientOriginKind[] = [
  python('http.server', ['python3'], '/usr/bin/python3'),
  python('http.server-1.1', ['python3'], '/usr/bin/python3'),
  python('wsgiref', ['python3'], '/usr/bin/python3'),
  python('werkzeug', ['python3-werkzeug'], `${MODULES}/werkzeug/__init__.py`),
  python('twisted', ['python3-twisted'], `${MODULES}/twisted/__init__.py`),
  python('tornado', ['python3-tornado'], `${MODULES}/tornado/__init__.py`),
  python('waitress', ['python3-waitress'], `${MODULES}/waitress/__init__.py`),
];
