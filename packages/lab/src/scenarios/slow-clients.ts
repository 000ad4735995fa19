import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '@netvakt/fixtures/daemons';
import { WAIT } from '@netvakt/testing';
import type { Filter } from '../filters/filter.ts';
import { atRest, dial, type Ended, listenUntilEnd, pageRequest, visit } from './client.ts';
import { MemoryWatch, mebibytes, socketsOf, until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

/** Seconds. Absolute from accept (first byte) and from the first byte (head); idle between two pieces of a body. */
const DEADLINES = { firstByte: 3, head: 4, idle: 4 } as const;
const DRIP_MS = 250;

function serve({ socket, target, head, rest }: Arrival): AfterServing {
  if (!target.includes('/upload')) return reply(socket, 'page');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  let left = length - rest.length;
  const finish = (): void => {
    if (left <= 0) reply(socket, `got ${length}`);
  };
  finish();
  socket.on('data', (bytes: Buffer) => {
    left -= bytes.length;
    finish();
  });
  return 'taken';
}

/** Sends `bytes` one at a time, `every` milliseconds, until all are sent or the filter has had enough. */
async function drip(filter: Filter, at: string, bytes: string, every: number): Promise<Ended> {
  const socket = dial(filter);
  socket.write(at, 'latin1');
  let open = true;
  socket.once('close', () => {
    open = false;
  });
  const ended = listenUntilEnd(socket);
  for (const byte of bytes) {
    if (!open || !socket.writable) break;
    socket.write(byte, 'latin1');
    await sleep(every);
  }
  return await ended;
}

/** Ended by the filter, while the client had more to send, and not before its time. How late is a matter of the machine. */
function endsBy(name: string, seconds: number, { ms, text }: Ended): Check {
  const detail = `${ms === undefined ? 'still open' : `ended after ${ms} ms`}, deadline ${seconds} s${text === '' ? '' : `, ${text.slice(0, 32).split('\r')[0]}`}`;
  return { name, passed: ms !== undefined && ms >= seconds * 1000, detail };
}

const upload = (length: number): string =>
  `POST http://mixed.selftest.test/free/upload HTTP/1.1\r\nHost: mixed.selftest.test\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;

async function ownClients({ filter }: Stage): Promise<readonly Check[]> {
  const head = pageRequest('/free/', `X-Long: ${'a'.repeat(2 * (WAIT / DRIP_MS))}`);
  const blocked = pageRequest('/blocked/a');
  const [silent, dripped, stalled, slow, judged] = await Promise.all([
    listenUntilEnd(dial(filter)),
    drip(filter, '', head, DRIP_MS), // it would take longer than any limit of ours
    drip(filter, upload(1000), 'x', 0),
    drip(filter, upload(24), 'x'.repeat(24), DRIP_MS),
    drip(filter, blocked.slice(0, -8), blocked.slice(-8), DRIP_MS),
  ]);
  return [
    endsBy('a silent client is closed', DEADLINES.firstByte, silent),
    endsBy('a dripped head is closed at an absolute deadline', DEADLINES.head, dripped),
    endsBy('a stalled upload is closed', DEADLINES.idle, stalled),
    {
      name: 'a slow but honest upload is served',
      passed: slow.text.includes('got 24'),
      detail: `24 bytes, one each ${DRIP_MS} ms, longer than the deadline of a head: ${slow.text.slice(0, 15) || 'nothing'}`,
    },
    {
      name: 'a dripped request for a blocked page is blocked',
      passed: /^HTTP\/1\.1 4(51|03)/.test(judged.text),
      detail: judged.text.slice(0, 12) || 'nothing',
    },
  ];
}

/** One attack of slowhttptest for eight seconds, and a visitor each half second meanwhile. */
async function attack(stage: Stage, name: string, args: readonly string[]): Promise<Check> {
  const { filter } = stage;
  const connections = String(Math.ceil(300 * stage.scale));
  const through = [
    '-d',
    `${filter.address.host}:${filter.address.port}`,
    '-u',
    'http://mixed.selftest.test/free/upload',
  ];
  const size = ['-c', connections, '-r', connections, '-l', '8', '-p', '3'];
  const program = spawn('slowhttptest', [...args, ...size, ...through], { stdio: 'ignore' });
  const over = new Promise<void>((resolve) => {
    program.once('exit', () => resolve());
    program.once('error', () => resolve());
  });
  const stop = setTimeout(() => program.kill('SIGKILL'), WAIT);
  const visits: number[] = [];
  let failed = 0;
  let most = 0;
  while (program.exitCode === null && program.signalCode === null && program.pid !== undefined) {
    most = Math.max(most, socketsOf(filter.pid));
    const { status, ms } = await visit(filter);
    if (status !== 200) failed += 1;
    else if (program.exitCode === null) visits.push(ms); // served while they are there
    await Promise.race([over, sleep(500)]);
  }
  clearTimeout(stop);
  const slowest = Math.max(0, ...visits);
  return {
    name: `visitors are served during ${name}`,
    passed: failed === 0 && visits.length > 0,
    detail: `${connections} slow clients, at most ${most} sockets; ${visits.length} visits, ${failed} failed, the slowest ${slowest} ms`,
  };
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  const { filter, upstream } = stage;
  await visit(filter);
  await atRest(stage);
  const base = socketsOf(filter.pid);
  const memory = new MemoryWatch(filter.pid);
  const checks: Check[] = [...(await ownClients(stage))];
  if (findProgram('slowhttptest') === undefined) {
    checks.push({ name: 'slowhttptest', passed: false, detail: 'is not installed' });
  } else {
    checks.push(await attack(stage, 'slow heads', ['-H', '-i', '1', '-x', '16']));
    checks.push(await attack(stage, 'slow bodies', ['-B', '-i', '1', '-s', '8192']));
    checks.push(await attack(stage, 'slow reading', ['-X', '-n', '1', '-w', '8', '-y', '16', '-z', '4', '-k', '8']));
  }
  const settled = await until(() => socketsOf(filter.pid) <= base && upstream() === 0);
  const left = socketsOf(filter.pid);
  const grown = memory.stop();
  checks.push({
    name: 'sockets are back to base',
    passed: settled !== undefined,
    detail: `base ${base}, now ${left}, ${upstream()} at the origin, after ${settled ?? `more than ${WAIT}`} ms`,
  });
  checks.push({
    name: 'memory is bounded',
    passed: grown < 96 * 1_048_576,
    detail: `at most ${mebibytes(grown)} more than before`,
  });
  return checks;
}

/** Clients that take their time: our own, and slowhttptest's three attacks. */
export const slowClients: Scenario = {
  name: 'slow-clients',
  why: 'slow and silent clients are cut at absolute deadlines, slow but honest ones and all others are served',
  deadlines: DEADLINES,
  serve,
  perform,
};
