/**
 * How often a browser comes again by itself to a site whose TLS handshakes are ended as the filter ends them: one tab, left open. Says
 * when each connection came, and how many attempts of `W` seconds that is (docs/counting.md).
 *
 * Run: node packages/bench/experiments/clients/reloads.ts [SECONDS]    chromium must be installed; 110 s by default
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';

const SECONDS = Number(process.argv[2] ?? 110);
/** `statistics.window_seconds`, as it is by default. */
const WINDOW_SECONDS = 10;
/** Fatal, access_denied (RFC 8446 §6.2). */
const ALERT = Buffer.from([21, 3, 3, 0, 2, 2, 49]);
const HANDSHAKE = 22;
const ENDINGS: Readonly<Record<string, (socket: Socket) => void>> = {
  alert: (socket) => socket.end(ALERT),
  reset: (socket) => socket.resetAndDestroy(),
  FIN: (socket) => socket.end(),
};

const rows = await Promise.all(Object.entries(ENDINGS).map(([name, end]) => watch(name, end)));
for (const row of rows) process.stdout.write(row);
process.stdout.write(await version());

/** One browser at one site. */
async function watch(name: string, end: (socket: Socket) => void): Promise<string> {
  const times: number[] = [];
  const server = listen(times, end);
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-reloads-'));
  const browser = open((server.address() as AddressInfo).port, folder);
  await passed(SECONDS * 1000);
  browser.kill('SIGKILL');
  await once(browser, 'close');
  server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const [first = 0] = times;
  const after = times.map((time) => Math.round(time - first));
  return `${name}: ${times.length} connections, ${attemptsIn(times)} attempts; seconds after the first: ${after.join(' ')}\n`;
}

function listen(times: number[], end: (socket: Socket) => void): Server {
  const begun = performance.now();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      if (bytes[0] === HANDSHAKE) times.push((performance.now() - begun) / 1000);
      end(socket);
    });
  });
  return server.listen(0, '127.0.0.1');
}

/** With its window, a browser loads failed pages again by itself; without one it has to be told. */
function open(port: number, folder: string): ChildProcess {
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--enable-auto-reload',
    `--user-data-dir=${folder}`,
  ];
  const names = '--host-resolver-rules=MAP blocked.test 127.0.0.1, MAP * ~NOTFOUND';
  const words = [...flags, '--remote-debugging-port=0', names, `https://blocked.test:${port}/`];
  return spawn('chromium', words, { stdio: 'ignore' });
}

/** A fixed window from the first request of each attempt. */
function attemptsIn(times: readonly number[]): number {
  let attempts = 0;
  let since = -Infinity;
  for (const time of times) {
    if (time - since <= WINDOW_SECONDS) continue;
    attempts += 1;
    since = time;
  }
  return attempts;
}

async function version(): Promise<string> {
  const asked = spawn('chromium', ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = (await once(asked.stdout, 'data')) as [Buffer];
  return String(text);
}
