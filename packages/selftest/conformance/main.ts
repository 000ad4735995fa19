/**
 * Runs `netvakt selftest` against Netvakt and four other programs on this machine.
 *
 *   pnpm conformance:peers                  as root on Debian, with squid, e2guardian, haproxy and tinyproxy installed
 *   pnpm conformance:peers --write-docs     writes docs/conformance.md, which the README's table repeats
 *
 * Exit code 1 if Netvakt fails a case. What the others pass can differ from run to run: it depends on how the kernel joins small writes.
 *
 * All of it happens in a network namespace without a way out, where a hosts file of its own leads the reserved names to loopback.
 */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../../tools/temporary.ts';
import { syntheticList } from '../src/lists/formats.ts';
import { ENTRIES, NEIGHBOURS } from '../src/lists/names.ts';
import type { Summary } from '../src/report/summary.ts';
import { startNetvakt } from './netvakt.ts';
import { commitHere, conformancePage, type Tested, versionOf } from './page.ts';
import { PEERS, PLACE } from './peers.ts';
import { knowsNothing } from './resolver.ts';

const PAGE = fileURLToPath(new URL('../../../docs/conformance.md', import.meta.url));
const MAIN = fileURLToPath(new URL('../../netvakt/src/main.ts', import.meta.url));
const INSIDE = 'NETVAKT_CONFORMANCE_INSIDE';
const ORIGINS = '[::]:80,443';

/** Runs this program again in a namespace where the names lead to loopback and nothing leads out. */
function enter(): number {
  const folder = temporaryFolder('conformance');
  const hosts = join(folder, 'hosts');
  const names = [...syntheticList('hosts', PLACE).values()].join('');
  writeFileSync(hosts, `127.0.0.1 localhost\n${names}`);
  const resolver = join(folder, 'resolv.conf');
  writeFileSync(resolver, 'nameserver 127.0.0.1\n');
  const literals = [
    ...ENTRIES.filter(({ kind }) => kind === 'address').map(({ host }) => host),
    NEIGHBOURS.address,
    NEIGHBOURS.addressLonger,
    NEIGHBOURS.address6,
  ];
  const script = [
    'set -e',
    `mount --bind ${hosts} /etc/hosts`,
    `mount --bind ${resolver} /etc/resolv.conf`,
    'ip link set lo up',
    ...literals.map((address) => `ip address add ${address} dev lo`),
    'exec "$@"',
  ].join('\n');
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync('unshare', ['--net', '--mount', 'sh', '-c', script, 'sh', ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: 'yes' },
  });
  return status ?? 1;
}

async function selfTest(words: readonly string[]): Promise<Summary> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, MAIN, 'selftest', '--origins', ORIGINS, '--json', ...words],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  if (text === '') throw new Error('The self-test could not be run; see above.');
  return JSON.parse(text) as Summary;
}

/** Returns the exit code. */
async function compare(writesDocs: boolean): Promise<number> {
  const resolver = await knowsNothing();
  const tested: Tested[] = [];
  const own = await startNetvakt();
  const ours = await selfTest(own.words);
  tested.push({ ...own, summary: ours });
  await own.stop();
  for (const peer of PEERS) {
    const { daemon, words } = await peer.start();
    tested.push({
      name: peer.name,
      version: versionOf(peer.package),
      about: peer.about,
      format: peer.format,
      summary: await selfTest(words),
    });
    await daemon.stop();
  }
  resolver.close();
  for (const { name, summary } of tested) process.stdout.write(`${name}: ${summary.passed} of ${summary.total}\n`);
  if (writesDocs) {
    writeFileSync(PAGE, conformancePage(tested, new Date().toISOString().slice(0, 10), commitHere()));
    process.stdout.write(`wrote ${PAGE}\n`);
  }
  return ours.passed === ours.total ? 0 : 1;
}

/** `undefined` if the command line cannot be understood, which it has said then. */
function withDocs(): boolean | undefined {
  try {
    return parseArgs({ options: { 'write-docs': { type: 'boolean', default: false } } }).values['write-docs'];
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nUsage: pnpm conformance:peers [--write-docs]\n`);
    return undefined;
  }
}

const isWritten = withDocs();
if (isWritten === undefined) process.exitCode = 2;
else process.exitCode = process.env[INSIDE] === undefined ? enter() : await compare(isWritten);
