/**
 * R90 to R93: planted entries go the whole way of a list, from its source over quarantine, hold, release, store, reload and roll-back to the
 * audit log. They are looked for in all that is written and in all memory of the filter. Nobody asks for one of them, since what clients
 * ask for is in memory while it is answered; other entries of the same list show that it is enforced.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText } from '../support/stage.ts';
import { spellingsOf, tracesIn, tracesInFiles, tracesInMemory } from '../support/traces.ts';

const CANARY = 'kanariefagel';
/** Part of the configuration, and so in memory: a search that does not find it would not find the other one either. */
const SEEN = 'Kontrollfagel';
const BY = ['--by', 'A. Person', '--reason', 'test'];

const canaries = (count: number): string =>
  Array.from({ length: count }, (_, i) => `http://${CANARY}-${i}.test/${CANARY}/${i}\n`).join('');
/** In force, quarantined, rejected. */
const FIRST = `http://first.test/\n${canaries(3000)}http://${CANARY}/\n${CANARY} .test/a\n`;
/** Grows by a half: held. */
const SECOND = `http://second.test/\n${canaries(4500)}`;

let folder: string;
let source: string;
let netvakt: Netvakt;
const running: Netvakt[] = [];
let reloads = 0;
/** All output of commands, log and pages. */
const printed: string[] = [];

async function run(...words: readonly string[]): Promise<number> {
  const { code, stdout, stderr } = await runCommand(words);
  printed.push(stdout, stderr);
  return code;
}

const list = (...words: readonly string[]): Promise<number> =>
  run('list', ...words, '--config', join(folder, 'netvakt.yaml'));

async function publish(text: string, version: number): Promise<void> {
  await writeFile(join(source, 'list.txt'), text);
  await rm(join(source, 'list.txt.manifest'), { force: true });
  const words = ['--key', join(folder, 'authority.key'), '--list', 'urls', '--number', `${version}`];
  expect(await run('list', 'sign', join(source, 'list.txt'), ...words)).toBe(0);
}

async function reload(): Promise<void> {
  netvakt.signal('SIGHUP');
  await netvakt.logged('reloaded', (reloads += 1));
}

async function statusOf(url: string): Promise<number> {
  const { proxy } = await netvakt.logged('listening');
  const [address = ''] = proxy as readonly string[];
  const client = await Client.connect(Number(address.slice(address.lastIndexOf(':') + 1)));
  const { status } = await client.get(url);
  client.end();
  return status;
}

async function page(path: string): Promise<string> {
  const { admin } = await netvakt.logged('listening');
  return (await fetch(`http://${String((admin as readonly string[])[0])}${path}`)).text();
}

beforeAll(async () => {
  source = await folderWith({ 'never-block.txt': 'help.example\n', 'domains.txt': `other.test\n${CANARY}.test\n` });
  const intake = `intake:
  folder: store
  key: { file: store.secret }
  never_block: ${join(source, 'never-block.txt')}
  every_minutes: 60
  lists:
    - { id: urls, source: { file: ${join(source, 'list.txt')} }, trust: { kind: manifest, keys: authority.keys.json } }
`;
  const config = configText(9, intake)
    .replace('authority: Authority', `authority: ${SEEN}`)
    .replace('file: domains.txt', `file: ${join(source, 'domains.txt')}`)
    .replace('statistics: {', 'statistics: { store: totals.db,');
  folder = await folderWith({ 'netvakt.yaml': config }, 'store');
  await mkdir(join(folder, 'tmp'));
  await run('list', 'keygen', '--store', '--output', join(folder, 'store.secret'));
  await run('list', 'keygen', '--list', 'urls', '--output', join(folder, 'authority'));
});

afterAll(async () => {
  await Promise.all(running.map((one) => one.kill()));
  for (const one of [folder, source]) await rm(one, { recursive: true });
});

test('how a text is spelled is known', () => {
  const text = Buffer.from(`ab${CANARY}cd`);
  const forms = [
    text,
    Buffer.from(text.toString(), 'utf16le'),
    ...['hex', 'base64'].map((to) => Buffer.from(text.toString(to as 'hex'))),
  ];
  expect(forms.flatMap((form) => tracesIn(form, CANARY))).toEqual(['UTF-8', 'UTF-16', 'hexadecimal', 'base64 after 2']);
  expect(spellingsOf(CANARY).size).toBe(7);
});

test('a list is taken, refused, held, released, enforced and rolled back', async () => {
  await publish(FIRST, 1);
  expect(await list('update', '--json')).toBe(0);
  expect(printed.at(-2)).toContain('"rejected":{"several-fields":1},"quarantined":{"single-label":1}');
  await writeFile(join(source, 'list.txt'), `<html>${canaries(10)}`); // what the filter fetches first
  const [tmp, heap] = [join(folder, 'tmp'), join(folder, 'heap')];
  const preload = [new URL('../support/heap-on-signal.ts', import.meta.url)];
  const start = ['run', '--config', join(folder, 'netvakt.yaml')];
  netvakt = new Netvakt(start, preload, [], { TMPDIR: tmp, NETVAKT_TEST_HEAP: heap });
  running.push(netvakt);
  expect(await netvakt.logged('list update')).toMatchObject({ outcome: 'refused' });
  expect(await statusOf('http://first.test/')).toBe(451);

  await publish(SECOND, 2);
  expect(await list('update')).toBe(3);
  for (const words of [['status'], ['show', 'urls']]) {
    expect([await list(...words), await list(...words, '--json')]).toEqual(words[0] === 'status' ? [3, 3] : [0, 0]);
  }
  await reload();
  expect(await statusOf('http://second.test/')).not.toBe(451);
  expect(await list('release', 'urls', ...BY)).toBe(0);
  await reload();
  expect(await statusOf('http://second.test/')).toBe(451);
  expect(await list('rollback', 'urls', ...BY)).toBe(0);
  await reload();
  expect(await statusOf('http://second.test/')).not.toBe(451);
  expect(await statusOf('http://first.test/')).toBe(451);
});

test('an entry of it is allowed; files are judged and compared', async () => {
  const words = ['list', 'allow', 'add', '--days', '1', ...BY, '--config', join(folder, 'netvakt.yaml')];
  const { code, stdout, stderr } = await runCommand(words, { input: `http://${CANARY}-1.test/${CANARY}/1\n` });
  printed.push(stdout, stderr);
  expect(code).toBe(0);
  await reload();
  const file = join(source, 'list.txt');
  expect(await run('list', 'verify', file, '--keys', join(folder, 'authority.keys.json'), '--list', 'urls')).toBe(0);
  expect(await run('list', 'diff', file, file, '--json')).toBe(0);
  expect([await list('history', '--json'), await list('update')]).toEqual([0, 1]); // it was rolled back from
  expect(await run('audit', 'verify', '--json', '--config', join(folder, 'netvakt.yaml'))).toBe(0);
});

test('no entry is in what was said, in a page, in a file, in the heap or in the memory of the filter', async () => {
  for (const path of ['/metrics', '/', '/totals', '/-/ready', '/-/route', `/${CANARY.slice(0, 4)}`])
    printed.push(await page(path));
  expect(seriesOf(printed.at(-6) ?? '', 'netvakt_list_entries', { list: 'urls', kind: 'url' })).toBeGreaterThan(2999);
  const pid = netvakt.pid ?? 0;
  expect(tracesInMemory(pid, SEEN)).toContain('UTF-8');
  expect(tracesInMemory(pid, CANARY)).toEqual([]);
  netvakt.signal('SIGUSR2');
  await netvakt.logged('heap written');
  expect(tracesIn(await readFile(join(folder, 'heap')), SEEN)).toContain('UTF-8');
  netvakt.signal('SIGTERM');
  expect(await netvakt.exited).toBe(0);

  printed.push(netvakt.stdout, netvakt.stderr);
  expect(printed.join('')).toContain('reloaded');
  expect(printed.flatMap((text) => tracesIn(Buffer.from(text), CANARY))).toEqual([]);
  expect(tracesInFiles(folder, SEEN)).toHaveLength(2); // configuration and heap: files are found
  expect(tracesInFiles(folder, CANARY)).toEqual([]);
});
