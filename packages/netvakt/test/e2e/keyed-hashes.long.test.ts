/** A running filter with a list of keyed hashes: a plain list, hashed by the command, taken in through the store, asked by curl. */
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { runCommand } from '../support/captured.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const PLAIN = ['needle-bad.test', 'mixed.test/needle-dir/', 'mixed.test/needle-page?q=1', 'allowed.needle-bad.test'];
const SECRETS = { store: '5a'.repeat(32), key: 'a5'.repeat(32), next: 'c3'.repeat(32) };

const stage = new Stage();
afterEach(() => stage.close());

/** The status that curl sees for `url` through the filter; for https that of the CONNECT. */
async function status({ proxyPort }: Running, url: string): Promise<number> {
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const words = [
    '-sk',
    '--path-as-is',
    '-m',
    `${WAIT / 1000}`,
    '-x',
    proxy,
    '-o',
    '/dev/null',
    '-w',
    '%{http_connect} %{http_code}',
  ];
  // Curl fails if a tunnel is refused, but still prints the status.
  const { stdout } = await promisify(execFile)('curl', [...words, url]).catch((error: { stdout: string }) => error);
  const [connect, answer] = stdout.split(' ').map(Number);
  return url.startsWith('https:') ? (connect ?? 0) : (answer ?? 0);
}

async function ran(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(words);
  expect([words, code, stderr]).toEqual([words, 0, '']);
  return stdout;
}

/** A folder with the key, the hashed list, and a configuration that takes it in through the store. */
async function prepared(originPort: number): Promise<{ readonly folder: string; readonly config: readonly string[] }> {
  const intake = `intake:
  folder: store
  key: { file: store.secret }
  lists: [{ id: hashed, source: { file: list.hashes } }]
`;
  const text = configText(originPort, intake)
    .replace(
      'admin:',
      '  - { id: hashed, file: list.hashes, format: keyed-hashes, hash_key: { file: list.key } }\nadmin:',
    )
    .replace('  hosts:', '  connect_ports: [443]\n  hosts:');
  const folder = await folderWith(
    {
      'netvakt.yaml': text,
      'domains.txt': 'blocked.test\n',
      'urls.txt': 'http://mixed.test/page\n',
      'plain.txt': `# version: 7\n${PLAIN.join('\n')}\n`,
      'store.secret': SECRETS.store,
      'list.key': SECRETS.key,
    },
    'store',
  );
  for (const name of ['store.secret', 'list.key']) await chmod(join(folder, name), 0o600);
  return { folder, config: ['--config', join(folder, 'netvakt.yaml')] };
}

async function hashedBy(folder: string, key: string): Promise<void> {
  await rm(join(folder, 'list.hashes'), { force: true });
  const [file, output] = [join(folder, 'plain.txt'), join(folder, 'list.hashes')];
  await ran('list', 'hash', file, '--format', 'urls', '--key', join(folder, key), '--output', output);
}

/** All bytes below a folder but those of the files that the test wrote itself. */
async function written(folder: string): Promise<string> {
  const names = await readdir(join(folder, 'store'), { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

testWith(
  ['curl'],
  'a hashed list blocks hosts, names below them and pages, explicit and CONNECT, and nothing tells what is on it',
  async () => {
    const origin = await stage.web((_request, response) => response.end('free'));
    const { folder, config } = await prepared(origin);
    await hashedBy(folder, 'list.key');
    const updated = JSON.parse(await ran('list', 'update', 'hashed', '--json', ...config)) as object;
    expect(updated).toMatchObject({ list: 'hashed', outcome: 'taken', version: '7', active: 6, rejected: {} });
    const filter = await stage.filterIn(folder);
    const statuses = async (urls: readonly string[]): Promise<number[]> =>
      Promise.all(urls.map((url) => status(filter, url)));

    const blocked = [
      'http://needle-bad.test/',
      'http://a.WWW.needle-bad.test./any',
      'http://mixed.test/needle-dir/x',
      'http://mixed.test/free/..//%6eeedle-dir/x',
      'http://mixed.test/needle-page?q=1',
      'http://blocked.test/',
      'https://needle-bad.test/',
      'https://www.needle-bad.test/',
    ];
    expect(await statuses(blocked)).toEqual(blocked.map(() => 451));
    expect(await statuses(blocked)).toEqual(blocked.map(() => 451));
    const free = ['http://free.test/needle-dir/', 'http://mixed.test/needle-dirs', 'http://mixed.test/needle-page?q=2'];
    expect(await statuses(free)).toEqual(free.map(() => 200));
    // A neighbour that nobody has: not blocked, and not found.
    expect(await statuses(['http://notneedle-bad.test/', 'https://notneedle-bad.test/'])).toEqual([502, 502]);

    const metrics = await filter.admin('/metrics');
    const counts = { market: 'se', list: 'hashed' };
    expect(seriesOf(metrics, 'netvakt_blocked_requests_total', { ...counts, protocol: 'http' })).toBe(10);
    expect(seriesOf(metrics, 'netvakt_blocked_requests_total', { ...counts, protocol: 'connect' })).toBe(4);

    const checked = await ran(
      'check',
      '--json',
      ...config,
      'http://www.needle-bad.test/',
      'http://mixed.test/needle-dir/',
    );
    expect(
      checked
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { rule: object }).rule),
    ).toMatchObject([
      { list: 'hashed', version: '7', kind: 'domain' },
      { list: 'hashed', version: '7', kind: 'prefix' },
    ]);

    const reported = [
      await ran('list', 'status', '--json', ...config),
      await ran('list', 'show', 'hashed', ...config),
      await ran('list', 'history', ...config),
      await ran('compile', '--json', ...config, '--output', join(folder, 'store', 'snapshot')),
      await readFile(join(folder, 'list.hashes'), 'latin1'),
    ];
    const outputs = [filter.netvakt.stdout, filter.netvakt.stderr, metrics, ...reported, await written(folder)];
    const keyBytes = Buffer.from(SECRETS.key, 'hex').toString('latin1');
    for (const canary of ['needle', SECRETS.key, keyBytes]) {
      expect(outputs.map((text) => text.includes(canary))).toEqual(outputs.map(() => false));
    }
  },
);

testWith(
  ['curl'],
  'a new key and the list under it take effect together; a key without its list changes nothing',
  async () => {
    const origin = await stage.web((_request, response) => response.end('free'));
    const { folder, config } = await prepared(origin);
    await hashedBy(folder, 'list.key');
    await ran('list', 'update', 'hashed', ...config);
    const filter = await stage.filterIn(folder);
    const isBlocked = async (): Promise<boolean> => (await status(filter, 'http://needle-bad.test/')) === 451;
    expect(await isBlocked()).toBe(true);

    await writeFile(join(folder, 'list.key'), SECRETS.next);
    filter.netvakt.signal('SIGHUP');
    const { reason } = await filter.netvakt.logged('not reloaded, the old state stays');
    expect(String(reason)).toContain('ERR_LIST_HASH_KEY_WRONG');
    expect(await isBlocked()).toBe(true);

    await hashedBy(folder, 'list.key');
    await ran('list', 'update', 'hashed', ...config);
    filter.netvakt.signal('SIGHUP');
    await filter.netvakt.logged('reloaded');
    expect(await isBlocked()).toBe(true);

    await rm(join(folder, 'list.key'));
    filter.netvakt.signal('SIGHUP');
    await filter.netvakt.logged('not reloaded, the old state stays', 2);
    expect(await isBlocked()).toBe(true);

    await writeFile(join(folder, 'list.key'), SECRETS.next, { mode: 0o600 });
    await ran('list', 'shadow', 'hashed', '--by', 'A. Person', '--reason', 'trial', ...config);
    filter.netvakt.signal('SIGHUP');
    await filter.netvakt.logged('reloaded', 2);
    expect(await isBlocked()).toBe(false);
    const counts = { market: 'se', list: 'hashed' };
    expect(seriesOf(await filter.admin('/metrics'), 'netvakt_shadow_requests_total', counts)).toBe(1);
  },
);
