/** The whole way of a list: keys, signing, taking in, holding, releasing, rolling back, and the log entries about it. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';

let folder: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-list-'));
  config = join(folder, 'netvakt.yaml');
  await writeFile(
    config,
    `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: se-urls, file: unused.txt }]
intake:
  folder: store
  key: { file: store.secret }
  never_block: never-block.txt
  lists:
    - { id: se-urls, source: { file: list.txt }, trust: { kind: manifest, keys: se.keys.json }, people: 2 }
`,
  );
  await writeFile(join(folder, 'never-block.txt'), 'help.example\n');
  await mkdir(join(folder, 'store'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const list = (...words: readonly string[]): Promise<Ran> => runCommand(['list', ...words, '--config', config]);

const audit = (): Promise<Ran> => runCommand(['audit', 'verify', '--config', config]);

/** Releases under a name, as somebody with a login. */
const release = (by: string, login: number | undefined, uid = 0): Promise<Ran> =>
  runCommand(['list', 'release', 'se-urls', '--by', by, '--reason', 'checked by telephone', '--config', config], {
    person: { uid, login },
  });

/** Writes a list of pages and its manifest. */
async function publish(count: number, version: number, more = ''): Promise<void> {
  await writeFile(at('list.txt'), Array.from({ length: count }, (_, i) => `http://bad-${i}.test/a\n`).join('') + more);
  await rm(at('list.txt.manifest'), { force: true });
  const words = ['--key', at('se.key'), '--list', 'se-urls', '--number', `${version}`];
  expect(await runCommand(['list', 'sign', at('list.txt'), ...words])).toMatchObject({ code: 0, stderr: '' });
}

async function verdictOf(url: string): Promise<string> {
  const { stdout } = await runCommand(['check', '--config', config, url]);
  return (JSON.parse(stdout) as { verdict: string }).verdict;
}

test('keys and the secret of the store are drawn once, never over another file', async () => {
  expect(await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')])).toMatchObject({ code: 0 });
  const words = ['list', 'keygen', '--list', 'se-urls', '--output', at('se')];
  expect(await runCommand(words)).toMatchObject({ code: 0 });
  expect((await runCommand(words)).code).toBe(1);
  expect((await runCommand(['list', 'keygen', '--output', at('x')])).code).toBe(2);
});

test('before the first update nothing is in force, and the filter says what to do', async () => {
  expect(await list('status')).toMatchObject({ code: 1 });
  const { code, stderr } = await runCommand(['compile', '--config', config]);
  expect(code).toBe(1);
  expect(stderr).toContain('netvakt list update');
});

test('signed, verified, taken: the filter decides by it, and protected names stand', async () => {
  await publish(100, 1, 'help.example\n');
  const verifying = ['list', 'verify', at('list.txt'), '--keys', at('se.keys.json'), '--list', 'se-urls'];
  expect(await runCommand(verifying)).toMatchObject({ code: 0 });
  const { code, stdout } = await list('update', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    list: 'se-urls',
    outcome: 'taken',
    active: 100,
    quarantined: { 'protected-name': 1 },
    first: [{ line: 101, column: 1, reason: 'protected-name' }],
  });
  expect(await verdictOf('http://bad-7.test/a')).toBe('block');
  expect(await verdictOf('http://help.example/')).toBe('forward');
  expect(await list('update')).toMatchObject({ code: 0, stdout: 'se-urls: unchanged\n' });
});

test('the file alone is not enough: without its manifest, or changed behind it, nothing changes', async () => {
  await writeFile(at('list.txt'), 'http://evil.test/\n');
  const { code, stdout } = await list('update', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', reason: 'content-mismatch' });
  expect(await verdictOf('http://bad-7.test/a')).toBe('block');
});

test('a list that triples is held; two different people release it', async () => {
  await publish(300, 2);
  expect((await list('update')).code).toBe(3);
  expect(await verdictOf('http://bad-200.test/a')).toBe('forward');
  expect((await release('A. Person', 1001)).code).toBe(3);
  expect((await release('a. person', 1002)).code).toBe(1);
  // One shell of root was two people once: it gave two names.
  const again = await release('B. Person', 1001);
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toContain('the same person has approved it already');
  expect((await release('B. Person', 1001, 998)).code).toBe(1);
  expect((await release('B. Person', undefined)).code).toBe(1); // out of a unit that anybody can start
  expect((await release('B. Person', 1002)).code).toBe(0);
  expect(await verdictOf('http://bad-200.test/a')).toBe('block');
});

test('rolled back in one command, without the source; the delivery that was left does not come back', async () => {
  await rename(at('list.txt'), at('away'));
  expect(await list('rollback', 'se-urls', '--by', 'A. Person', '--reason', 'complaints')).toMatchObject({ code: 0 });
  await rename(at('away'), at('list.txt'));
  expect(await verdictOf('http://bad-200.test/a')).toBe('forward');
  expect((await list('update')).stdout).toContain('ERR_LIST_ROLLED_BACK');
});

test('where an authority’s mistakes stand is told, and never what they are', async () => {
  await publish(300, 3, 'secret-name .test/a\nsingle-label\nhelp.example\n');
  const { stdout } = await list('hold', 'se-urls');
  expect(stdout.split('\n').slice(1)).toEqual([
    'se-urls: line 301, column 12: several-fields',
    'se-urls: line 302, column 1: single-label',
    'se-urls: line 303, column 1: protected-name',
    '',
  ]);
  expect(stdout).not.toMatch(/secret-name|single-label\.|help\.example/u);
});

test.each([
  ['update', '--hold'],
  ['hold', 'se-urls'],
])('somebody wants to see a delivery first: held on request (list %s %s)', async (...words) => {
  await publish(101, words[0] === 'hold' ? 5 : 4);
  expect((await list(...words, '--json')).stdout).toMatch(/"causes":"asked-for|"outcome":"waiting"/u);
  expect((await list('status')).code).toBe(3);
});

test('a later delivery that needs no release takes the place of the held one', async () => {
  await publish(100, 6, '# nothing new\n');
  expect((await list('update')).code).toBe(0);
});

test('status, show and history tell it; the log holds together, and one changed letter is seen', async () => {
  expect(JSON.parse((await list('show', 'se-urls', '--json')).stdout)).toMatchObject({
    current: { active: 100 },
    previous: { active: 100 },
    held: null,
    failures: 0,
    believed: { version: 6, keys: 1 },
  });
  expect((await list('status')).code).toBe(0);
  expect((await list('show', 'lt-urls')).code).toBe(2);
  const events = (await list('history', 'se-urls')).stdout.trimEnd().split('\n');
  const reported = events.map((line) => JSON.parse(line) as { action: string; details: { outcome?: string } });
  expect(reported.map(({ action, details }) => `${action} ${details.outcome ?? ''}`.trim())).toEqual([
    'update taken',
    'update refused',
    'update held',
    'release one-more-needed',
    'release released',
    'rollback',
    'update refused',
    'update held',
    'update held',
    'update taken',
  ]);
  expect((await audit()).stdout).toMatch(/^10 lines hold together; head [\da-f]{64}\n$/);
  const path = at('store/audit.jsonl');
  await writeFile(path, (await readFile(path, 'utf8')).replace('B. Person', 'C. Person'));
  expect(await audit()).toMatchObject({ code: 1, stderr: 'The audit log is broken at line 6: chain-broken\n' });
});

test('no entry in the log or in any file of the store', async () => {
  expect(await readFile(at('store/audit.jsonl'), 'utf8')).not.toMatch(/bad-\d|\.test/);
});

test('allowed from standard input, with an end and an owner; taken out again', async () => {
  const words = ['--by', 'A. Person', '--reason', 'complaint 7', '--config', config];
  const add = (input: string): Promise<Ran> =>
    runCommand(['list', 'allow', 'add', '--days', '30', ...words], { input });
  expect(await verdictOf('http://bad-7.test/a')).toBe('block');
  expect((await add('..\n')).code).toBe(2);
  expect((await add('http://bad-7.test/a\n')).code).toBe(0);
  expect(await verdictOf('http://bad-7.test/a')).toBe('forward');
  expect(await verdictOf('http://bad-8.test/a')).toBe('block');
  const { stdout } = await list('allow', 'list', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ number: 1, owner: 'A. Person', reason: 'complaint 7', over: false });
  expect((await runCommand(['list', 'allow', 'remove', '2', ...words])).code).toBe(2);
  expect((await runCommand(['list', 'allow', 'remove', '1', ...words])).code).toBe(0);
  expect(await verdictOf('http://bad-7.test/a')).toBe('block');
});

test('diff counts, and names nothing', async () => {
  await writeFile(at('a.txt'), 'bad.test\nworse.test\n');
  await writeFile(at('b.txt'), 'worse.test\nnew.test\n192.0.2.1\n');
  const { stdout } = await runCommand(['list', 'diff', at('a.txt'), at('b.txt'), '--json']);
  expect(JSON.parse(stdout)).toEqual({
    added: 2,
    removed: 1,
    kept: 1,
    kinds: { domain: { added: 1, removed: 1 }, ip: { added: 1, removed: 0 } },
  });
  expect((await runCommand(['list', 'diff', at('a.txt'), at('absent')])).code).toBe(1);
});

test('diff tells rules apart that differ only in where their text ends', async () => {
  await writeFile(at('a.rules'), '||bad.test^\n||site.test/page\n');
  await writeFile(at('b.rules'), '||bad.test^\n||site.test/page^\n');
  const { stdout } = await runCommand(['list', 'diff', at('a.rules'), at('b.rules')]);
  expect(stdout).toBe('1 added, 1 removed, 1 kept\n');
});

test.each([
  { why: 'no secret', text: 'key: {}', found: 'names no secret, or two' },
  {
    why: 'two sources',
    text: 'key: { file: x }, lists: [{ id: a, source: { file: a, folder: b } }]',
    found: 'names no source, or several',
  },
  {
    why: 'a signature without keys',
    text: 'key: { file: x }, lists: [{ id: a, source: { file: a }, trust: { kind: cms } }]',
    found: 'needs keys',
  },
])('a configuration with $why is reported with its place', async ({ text, found }) => {
  const changed = (await readFile(config, 'utf8')).replace(/intake:[\s\S]*/u, `intake: { folder: store, ${text} }\n`);
  await writeFile(at('wrong.yaml'), changed);
  const { code, stderr } = await runCommand(['config', 'check', at('wrong.yaml')]);
  expect(code).toBe(1);
  expect(stderr).toContain(found);
});

test('a secret that others may read is refused', async () => {
  await writeFile(at('open.yaml'), (await readFile(config, 'utf8')).replace('store.secret', 'open.secret'));
  await writeFile(at('open.secret'), 'a'.repeat(64), { mode: 0o644 });
  const { code, stderr } = await runCommand(['list', 'status', '--config', at('open.yaml')]);
  expect(code).toBe(1);
  expect(stderr).toContain('key-readable-by-others, its mode is 644. Let its owner alone read it: chmod 600');
});
