/** The threads with connections go before the others of the process, if the system allows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { DataPlane } from '../../src/supervise/data-plane.ts';
import { WORKER_PRIORITY } from '../../src/supervise/priority.ts';
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

/** The nice value of each thread of this process: field 19 of proc(5)'s stat, the seventeenth after the name. */
function priorities(): readonly number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    } catch {
      return []; // it has ended meanwhile
    }
  });
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
    const before = priorities().filter((one) => one === WORKER_PRIORITY).length;
    const origin = await start(2);
    expect(priorities().filter((one) => one === WORKER_PRIORITY)).toHaveLength(before + 2);
    expect(priorities()[0]).not.toBe(WORKER_PRIORITY);
    await plane?.close();
    plane = undefined;
    origin.stop();
    await until('the workers are gone', () => priorities().filter((one) => one === WORKER_PRIORITY).length === before);
  });
});

test('it serves with the right or without', async () => {
  const origin = await start(1);
  const client = new Client(plane?.addresses()[0]?.port ?? 0);
  client.send('GET http://demo.test/ HTTP/1.1\r\nHost: demo.test\r\nConnection: close\r\n\r\n');
  expect(await client.closed()).toBe(HELLO);
  origin.stop();
});
