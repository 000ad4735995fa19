import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { found, LONG_TEST, TEST, until } from '@netvakt/testing';
import { parseJournal } from '../../src/totals/journal/content.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

/** In memory on every Linux. */
const MEMORY = '/dev/shm';
const onLinux = existsSync(MEMORY) ? describe : describe.skip; // a journal is kept in memory, which no other system offers as a folder
const REQUESTS = 'netvakt_market_blocked_requests_total{market="se"}';

const DAY = 86_400_000;

// An interval ends at midnight: what a test counts before it would be shown in the middle.
beforeEach(async () => {
  const left = DAY - (Date.now() % DAY);
  if (left < TEST) await passed(left + 1000);
}, LONG_TEST);

const stage = new Stage();
const folders: string[] = [];
afterEach(async () => {
  await stage.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A configuration whose statistics advance once a day. */
async function folderOf(): Promise<{ folder: string; journal: string }> {
  const memory = mkdtempSync(join(MEMORY, 'netvakt-journal-'));
  folders.push(memory);
  const statistics = `{ interval_seconds: 86400, time_zone: UTC, store: totals.db, journal_folder: ${memory} }`;
  const text = configText(9).replace(/^statistics: .*$/m, `statistics: ${statistics}`);
  return { folder: await folderWith({ 'netvakt.yaml': text, ...LISTS }), journal: join(memory, 'counts.json') };
}

async function block(filter: Running, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const client = await stage.client(filter);
    expect((await client.get('http://blocked.test/')).status).toBe(451);
  }
}

/** Blocked requests in the journal that the store has not got. */
function inJournal(path: string): number {
  const content = existsSync(path) ? parseJournal(readFileSync(path, 'utf8')) : undefined;
  const figures = content?.unwritten.flatMap((batch) => batch.figures) ?? [];
  return figures
    .filter(({ list, unit }) => list === '' && unit === 'requests')
    .reduce((sum, { count }) => sum + count, 0);
}

function inStore(folder: string): number {
  const path = join(folder, 'totals.db');
  if (!existsSync(path)) return 0;
  const store = TotalsStore.read(path);
  const { rows } = store.between('0000-01-01', '9999-12-31');
  store.close();
  return rows.filter(({ list, unit }) => list === '' && unit === 'requests').reduce((sum, { count }) => sum + count, 0);
}

async function shown(filter: Running): Promise<number> {
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '10' };
  const response = await fetch(`http://127.0.0.1:${filter.adminPort}/metrics`, { headers });
  const line = (await response.text()).split('\n').find((text) => text.startsWith(REQUESTS));
  return Number(line?.split(' ')[1]);
}

onLinux('the journal of counts', () => {
  test('a filter that is killed twice loses nothing that was in its journal, and nothing counts twice', async () => {
    const { folder, journal } = await folderOf();
    const first = await stage.filterIn(folder);
    await block(first, 30);
    await until('the journal has all', () => inJournal(journal) === 30);
    expect(inStore(folder)).toBe(0);
    first.netvakt.signal('SIGKILL');
    await first.netvakt.exited;

    const second = await stage.filterIn(folder);
    await until('the store has what the killed one had counted', () => inStore(folder) === 30);
    expect(await shown(second)).toBe(0); // as before: it is shown with its batch, and not at a moment of its own
    await block(second, 5);
    await until('the journal has what is new', () => inJournal(journal) === 5);
    second.netvakt.signal('SIGKILL');
    await second.netvakt.exited;

    const third = await stage.filterIn(folder);
    await until('the store has both', () => inStore(folder) === 35);
    await shown(third);
    expect(await shown(third)).toBe(0);
    third.netvakt.signal('SIGTERM');
    await until(
      'the last scrape shows what two killed processes had not shown',
      async () => (await shown(third)) === 35,
    );
    expect(await third.netvakt.exited).toBe(0);
    expect(inStore(folder)).toBe(35);
    expect(existsSync(journal)).toBe(false);
  });

  test('two processes of an upgrade share a folder: the later one waits, and takes over from the one that is killed', async () => {
    const { folder, journal } = await folderOf();
    const before = await stage.filterIn(folder);
    await block(before, 7);
    await until('the journal has all', () => inJournal(journal) === 7);
    const after = await stage.filterIn(folder);
    await block(after, 2);
    expect(inJournal(journal)).toBe(7); // its own counts, which the later process has not touched
    before.netvakt.signal('SIGKILL');
    await until('the later one has taken over', () => inStore(folder) === 7 && inJournal(journal) === 2);
    after.netvakt.signal('SIGTERM');
    expect(await after.netvakt.exited).toBe(0);
    expect(inStore(folder)).toBe(9);
  });

  test('a journal holds no host, path, list entry or client', async () => {
    const { folder, journal } = await folderOf();
    const filter = await stage.filterIn(folder);
    const client = await stage.client(filter, '127.0.1.77');
    expect((await client.get('http://blocked.test/canary-5d1f')).status).toBe(451);
    const text = await found('the journal', () => {
      const content = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
      return content.includes('"requests"') ? content : undefined;
    });
    for (const canary of ['blocked.test', 'canary-5d1f', '127.0.1.77', '127.0.1']) expect(text).not.toContain(canary);
  });
});
