/** A list that has expired: it stays enforced, the alert can fire, and routing follows if configured. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { type ListUpdateReport, noteOutcome } from '../../src/list/update-report.ts';
import { Service } from '../../src/run/service.ts';
import { Captured, runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const DAY = 86_400;
const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: delivered.txt }, trust: { kind: manifest, keys: domains.keys.json } }
`;

let service: Service | undefined;
let clock = 0;
afterEach(() => service?.close());

/** Runs a command that must succeed. */
async function run(...words: readonly string[]): Promise<void> {
  expect(await runCommand(words)).toMatchObject({ code: 0, stderr: '' });
}

/** A filter whose list `domains` counts for two days, on a clock that is passed in; and how to sign the list anew. */
async function started(admin: string): Promise<(version: number, days: number) => Promise<void>> {
  const text = configText(1, INTAKE).replace('admin: { port: 0 }', `admin: { port: 0${admin} }`);
  const folder = await folderWith({ 'netvakt.yaml': text, ...LISTS, 'delivered.txt': 'blocked.test\n' }, 'store');
  const at = (name: string): string => join(folder, name);
  const sign = async (version: number, days: number): Promise<void> => {
    const words = ['--list', 'domains', '--number', `${version}`, '--days', `${days}`];
    await run('list', 'sign', at('delivered.txt'), '--key', at('domains.key'), ...words, '--output', at('new'));
    await rename(at('new'), at('delivered.txt.manifest'));
    await run('list', 'update', '--config', at('netvakt.yaml'));
  };
  await run('list', 'keygen', '--store', '--output', at('store.secret'));
  await run('list', 'keygen', '--list', 'domains', '--output', at('domains'));
  await sign(1, 2);
  clock = Date.now() / 1000;
  const config = await loadConfig(at('netvakt.yaml'));
  service = new Service({
    config,
    log: makeLog(config.fixed.log, new Captured()),
    now: () => clock,
    commit: undefined,
  });
  await service.start();
  return sign;
}

/** Notes what a fetch of the list came to, as those who follow it do. */
function note(outcome: string, rest: Partial<ListUpdateReport> = {}): void {
  if (service === undefined) throw new TypeError('The filter runs first');
  noteOutcome(service.inForce.lists, { list: 'domains', outcome, ...rest }, clock);
}

/** A page of the administration port: its status and its text. */
async function page(path: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`http://127.0.0.1:${service?.adminAddresses[0]?.port}${path}`);
  return { status: answer.status, text: await answer.text() };
}

/** What the alarm `NetvaktListExpired` asks: time() > (netvakt_list_expiry_timestamp_seconds > 0). */
async function alarmed(list: string): Promise<boolean> {
  const expiry = seriesOf((await page('/metrics')).text, 'netvakt_list_expiry_timestamp_seconds', { list });
  return expiry > 0 && clock > expiry;
}

async function verdict(): Promise<number> {
  const client = await Client.connect(service?.proxyAddresses[0]?.port ?? 0);
  const { status } = await client.get('http://blocked.test/');
  client.end();
  return status;
}

test.each([
  { why: 'by default it keeps its traffic', admin: '', route: 200 },
  { why: 'if so configured, it wants none', admin: ', expired_lists: withhold', route: 503 },
])('an expired list enforces the last good, after a reload too; $why', async ({ admin, route }) => {
  const sign = await started(admin);
  expect([await alarmed('domains'), (await page('/-/route')).status]).toEqual([false, 200]);

  clock += 3 * DAY;
  expect([await alarmed('domains'), await alarmed('urls'), await verdict()]).toEqual([true, false, 451]);
  expect((await page('/-/route')).status).toBe(route);
  expect((await page('/-/route')).text.includes('lists-expired')).toBe(route === 503);
  expect((await page('/-/ready')).status).toBe(200);
  await service?.reload();
  expect([await alarmed('domains'), await verdict()]).toEqual([true, 451]);

  await sign(2, 9); // the same bytes, by a newer manifest
  await service?.reload();
  expect([await alarmed('domains'), (await page('/-/route')).status]).toEqual([false, 200]);
});

test('a fetch that brings nothing new makes a list fresh again; a load of what is stored does not', async () => {
  await started('');
  const times = async (): Promise<readonly number[]> => {
    const { text } = await page('/metrics');
    return ['attempt', 'success'].map((what) =>
      Math.floor(seriesOf(text, `netvakt_list_last_${what}_timestamp_seconds`, { list: 'domains' }) - begun),
    );
  };
  const begun = Math.floor(clock) - 60;
  const [, fetched = 0] = await times();
  expect(fetched).toBeLessThanOrEqual(60);

  clock += DAY;
  note('refused', { reason: 'source-unreachable' });
  expect(await times()).toEqual([Math.floor(clock - begun), fetched]); // NetvaktListUpdateFailing: attempt > success
  note('unchanged');
  expect(await times()).toEqual([Math.floor(clock - begun), Math.floor(clock - begun)]);
  expect(await alarmed('domains')).toBe(false);

  await service?.reload(); // from the store, whose last fetch was a day ago
  expect(await times()).toEqual([fetched, fetched]);
  note('unchanged', { expires: new Date((clock - 1) * 1000).toISOString() });
  expect(await alarmed('domains')).toBe(true);
});
