import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../../tools/temporary.ts';
import { syntheticList } from '../src/lists/formats.ts';
import { PLACE } from './peers.ts';

const MAIN = fileURLToPath(new URL('../../netvakt/src/main.ts', import.meta.url));
const PORT = 3128;
const ADMIN_PORT = 9464;

/** Netvakt as an explicit proxy, with the synthetic list and host table that the self-test prints. */
export async function startNetvakt(): Promise<{
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly format: 'urls';
  readonly words: readonly string[];
  stop(): Promise<void>;
}> {
  const folder = temporaryFolder('conformance');
  for (const format of ['urls', 'netvakt'] as const) {
    for (const [name, text] of syntheticList(format, PLACE)) writeFileSync(join(folder, name), text);
  }
  const keys = [...syntheticList('netvakt', PLACE).values()].join('');
  writeFileSync(join(folder, 'netvakt.yaml'), `${COMMON}${keys}  listen: [{ address: 127.0.0.1, port: ${PORT} }]\n`);
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, MAIN, 'run', '--config', join(folder, 'netvakt.yaml')],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for await (const line of createInterface(child.stderr as NodeJS.ReadableStream))
    if (line.includes('"listening"')) break;
  child.stderr?.resume();
  return {
    name: 'Netvakt',
    version: spawnSync(process.execPath, [...process.execArgv, MAIN, '--version'], { encoding: 'utf8' }).stdout.trim(),
    format: 'urls',
    about: 'Explicit proxy, defaults. One list of URLs. (TPROXY and REDIRECT mode run the same suite in the tests.)',
    words: ['--proxy', `http://127.0.0.1:${PORT}`, '--metrics', `http://127.0.0.1:${ADMIN_PORT}/metrics`],
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

const COMMON = `operator: { name: Operator, url: https://operator.example/ }
block: { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
admin: { port: ${ADMIN_PORT} }
log: { format: json }
`;
