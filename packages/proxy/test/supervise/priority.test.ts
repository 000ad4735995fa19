/** The threads with connections go before the others of the process, if the system allows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { DataPlane } from '../../src/supervise/data-plane.ts';
import { goFirst, WORKER_PRIORITY } from '../../src/supervise/priority.ts';
import { ruleSet } from '../support/rules.ts';
import { answering, Client, HELLO, Origin, settingsFor } from '../support/world.ts';

const { skip } = describe;

const CAP_SYS_NICE = 23n;

/** Why no thread here may go first; `undefined` if one may. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${capabilities}`) >> CAP_SYS_NICE) & 1n ? undefined : 'needs CAP_SYS_NICE';
}

interface Thread {
  readonly id: string;
  readonly name: string;
  readonly nice: number;
}

/** The threads of this process: names, and field 19 of proc(5)'s stat, the seventeenth after the name. */
function threads(): readonly Thread[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
      const end = stat.lastIndexOf(')');
      return {
        id: thread,
        name: stat.slice(stat.indexOf('(') + 1, end),
        nice: Number(stat.slice(end + 2).split(' ')[16]),
      };
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** Its number is that of the process. The folder is sorted as text: 13898 comes before 9609. */
function mainOf(all: readonly Thread[]): Thread | undefined {
  return all.find(({ id }) => id === String(process.pid));
}

let plane: DataPlane | undefined;
afterEach(async () => await plane?.close());

async function start(workers: number): Promise<Origin> {
  const origin = await Origin.start(answering(HELLO));
  plane = await DataPlane.start({
    settings: settingsFor([{ name: 'demo.test', port: 80, address: '127.0.0.1', toPort: origin.port }]),
    workers,
    workerEntry: new URL('../support/worker.ts', import.meta.url),
    snapshot: ruleSet(0),
    validate: () => undefined,
    listSlots: new Uint16Array(0),
    onWorker: () => undefined,
  });
  return origin;
}

const reason = obstacle();
(reason === undefined ? describe : skip)(`priorities${reason === undefined ? '' : ` (${reason})`}`, () => {
  test('each worker has that of workers, and nobody else', async () => {
    const before = threads();
    const known = new Set(before.map(({ id }) => id));
    const origin = await start(2);
    // Node calls the threads of workers so.
    const workers = threads().filter(({ id, name }) => name === 'WorkerThread' && !known.has(id));
    expect(workers.map(({ nice }) => nice)).toEqual([WORKER_PRIORITY, WORKER_PRIORITY]);
    expect(mainOf(threads())).toEqual(mainOf(before));
    origin.stop();
  });

  test('the main thread keeps its own, even if it asks', () => {
    const before = threads();
    goFirst();
    expect(mainOf(threads())).toEqual(mainOf(before));
  });
});

test('it serves with the right or without', async () => {
  const origin = await start(1);
  const client = new Client(plane?.addresses()[0]?.port ?? 0);
  client.send('GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nConnection: close\r\n\r\n');
  expect(await client.closed()).toBe(HELLO);
  origin.stop();
});
