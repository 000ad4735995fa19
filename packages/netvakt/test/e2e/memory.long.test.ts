/**
 * L9: under a real limit, in a control group, a delivery that would not fit is refused by the estimate, and one that the estimate lets
 * pass does fit. If memory ends all the same, it is what compiles that goes. Each time the last good list is enforced.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import {
  childrenOf,
  describeWithGroup,
  GROUP_PROCESSES,
  leaveInGroup,
  makeGroup,
  removeGroup,
} from '../support/memory-group.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: urls, source: { file: delivered.txt }, max_growth: 1000 }
`;
const MIB = 1 << 20;
/** A list of a third of a million pages: 203 MiB are estimated for the file, 223 for the store. */
const LARGE = 333_000;
const TOO_LITTLE = 200 * MIB;
const ENOUGH = 360 * MIB;

let folder: string;
let netvakt: Netvakt;

const config = (): readonly string[] => ['--config', join(folder, 'netvakt.yaml')];

const deliver = (count: number, host: string): Promise<void> =>
  writeFile(
    join(folder, 'delivered.txt'),
    Array.from({ length: count }, (_, i) => `http://${host}-${i}.test/${i}\n`).join(''),
  );

async function isBlocked(url: string): Promise<boolean> {
  const { proxy } = await netvakt.logged('listening');
  const [address = ''] = proxy as readonly string[];
  const client = await Client.connect(Number(address.slice(address.lastIndexOf(':') + 1)));
  const { status } = await client.get(url);
  client.end();
  return status === 451;
}

describeWithGroup('if memory ends', () => {
  /** Moves what `sh` becomes into the group first. */
  const inGroup = ['sh', '-c', `echo $$ >${GROUP_PROCESSES} && exec "$@"`, 'sh'];

  beforeAll(async () => {
    folder = await folderWith({ 'netvakt.yaml': configText(9, INTAKE), 'domains.txt': 'other.test\n' }, 'store');
    await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')]);
    await deliver(1000, 'small');
    await runCommand(['list', 'update', ...config()]);
    makeGroup();
    netvakt = new Netvakt(['run', ...config()], [], inGroup);
    await netvakt.logged('listening');
  });

  afterAll(async () => {
    await netvakt.kill();
    await removeGroup();
  });

  test('a delivery that would not fit is refused before it is read', async () => {
    await deliver(LARGE, 'large');
    leaveInGroup(TOO_LITTLE);
    const updating = new Netvakt(['list', 'update', '--json', ...config()], [], inGroup);
    expect(await updating.exited).toBe(1);
    expect(JSON.parse(updating.stdout)).toMatchObject({ outcome: 'refused', reason: 'memory-short' });
    expect(await isBlocked('http://small-7.test/7')).toBe(true);
  });

  test('one that was taken if there was more is not loaded', async () => {
    expect((await runCommand(['list', 'update', ...config()])).code).toBe(0); // outside of the group
    leaveInGroup(TOO_LITTLE);
    netvakt.signal('SIGHUP');
    const { reason } = await netvakt.logged('not reloaded, the old state stays');
    expect(reason).toMatch(/ERR_LIST_MEMORY_SHORT/u);
    expect(await isBlocked('http://small-7.test/7')).toBe(true);
  });

  test('if the estimate was wrong, the kernel ends what compiles, and the filter goes on', async () => {
    leaveInGroup(2 * ENOUGH);
    netvakt.signal('SIGHUP');
    await until('it compiles', () => childrenOf(netvakt.pid ?? 0).length > 0);
    leaveInGroup(48 * MIB);
    const { reason } = await netvakt.logged('not reloaded, the old state stays', 2);
    expect(reason).toMatch(/ended with SIGKILL.*ERR_LIST_COMPILER_DIED/u);
    expect(await isBlocked('http://small-7.test/7')).toBe(true);
  });

  test('with what the estimate asks for, it is loaded', async () => {
    leaveInGroup(ENOUGH);
    netvakt.signal('SIGHUP');
    await netvakt.logged('reloaded');
    expect(await isBlocked('http://large-7.test/7')).toBe(true);
    expect(await isBlocked('http://small-7.test/7')).toBe(false);
  });
});
