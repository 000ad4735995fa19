/** What a store does whose disk is full, whose secret is another one, or that is not there: it refuses, and forgets nothing. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  audit: audit.jsonl
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: domains.delivered }, max_growth: 1000 }
    - { id: urls, source: { file: urls.delivered }, trust: { kind: manifest, keys: urls.keys.json } }
`;
const SIGNED = ['--key', 'urls.key', '--list', 'urls', '--number'];

let folder: string;
let config: string;
const at = (name: string): string => join(folder, name);
const list = (...words: readonly string[]): Promise<Ran> => runCommand(['list', ...words, '--config', config]);
const deliver = (name: string, count: number): Promise<void> =>
  writeFile(
    at(name),
    Array.from({ length: count }, (_, i) => `canary-${i}.test/a\n`.slice(0, -3).concat('\n')).join(''),
  );

/** What `list update --json` reports, by list. */
async function updated(...words: readonly string[]): Promise<{ code: number; of: Record<string, object>; ran: Ran }> {
  const ran = await list('update', '--json', ...words);
  const lines = ran.stdout.split('\n').filter((line) => line !== '');
  const reports = lines.map((line) => JSON.parse(line) as { list: string });
  return { code: ran.code, of: Object.fromEntries(reports.map((report) => [report.list, report])), ran };
}

async function shown(id: string): Promise<{ succeeded: string; failures: number; current: { active: number } | null }> {
  return JSON.parse((await list('show', id, '--json')).stdout) as Awaited<ReturnType<typeof shown>>;
}

async function sign(version: number): Promise<void> {
  await rm(at('urls.delivered.manifest'), { force: true });
  const words = SIGNED.map((word) => (word === 'urls.key' ? at(word) : word));
  expect(await runCommand(['list', 'sign', at('urls.delivered'), ...words, `${version}`])).toMatchObject({ code: 0 });
}

beforeEach(async () => {
  folder = await folderWith({ 'netvakt.yaml': configText(9, INTAKE) }, 'store');
  config = at('netvakt.yaml');
  await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')]);
  await runCommand(['list', 'keygen', '--list', 'urls', '--output', at('urls')]);
  await deliver('domains.delivered', 10);
  await deliver('urls.delivered', 10);
  await sign(1);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a store that is not the one it was takes no first delivery without guards', () => {
  beforeEach(async () => {
    await updated();
    await deliver('domains.delivered', 2000);
  });

  test('another secret: an error of the whole command, and nothing is sealed under it', async () => {
    await rm(at('store.secret'));
    await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')]);
    const before = await readdir(at('store'), { recursive: true });
    const { code, of, ran } = await updated();
    expect({ code, of }).toMatchObject({ code: 1, of: { domains: { reason: 'store-unreadable' } } });
    expect(ran.stderr).toContain('the secret of intake.key opens no record');
    expect(
      await runCommand(['list', 'allow', 'add', ...'--days 1 --by A --reason r'.split(' '), '--config', config], {
        input: 'x.test\n',
      }),
    ).toMatchObject({ code: 1 });
    expect(await readdir(at('store'), { recursive: true })).toEqual(before);
    expect((await runCommand(['compile', '--config', config])).stderr).toContain('ERR_LIST_STORE_UNREADABLE');
  });

  test('a folder that is not there is not made', async () => {
    await rename(at('store'), at('unmounted'));
    const { code, of, ran } = await updated();
    expect({ code, of }).toMatchObject({
      code: 1,
      of: { domains: { reason: 'store-lost' }, urls: { reason: 'store-lost' } },
    });
    expect(ran.stderr).toContain('mount or restore it');
    expect(await readdir(folder)).not.toContain('store');
  });

  test('an empty mount point: the audit log knows better', async () => {
    await rename(at('store'), at('unmounted'));
    await mkdir(at('store'));
    expect(await updated()).toMatchObject({ code: 1, of: { domains: { reason: 'store-lost' } } });
    expect(await updated('--begin-anew')).toMatchObject({ code: 0, of: { domains: { outcome: 'taken' } } });
  });

  test('the folder of one list is gone, or its deliveries: that list is refused, the others go on', async () => {
    await rm(at('store/domains'), { recursive: true });
    expect(await updated()).toMatchObject({
      code: 1,
      of: { domains: { reason: 'store-lost' }, urls: { outcome: 'unchanged' } },
    });
    for (const name of await readdir(at('store/urls')))
      if (name.startsWith('delivery-')) await rm(at(`store/urls/${name}`));
    expect(await updated('--begin-anew', 'domains')).toMatchObject({ code: 0 });
    expect(await updated()).toMatchObject({ code: 1, of: { urls: { reason: 'store-lost' } } });
  });

  test('records that a disk has damaged: refused, not replaced', async () => {
    for (const name of await readdir(at('store/domains'))) await writeFile(at(`store/domains/${name}`), 'x');
    expect(await updated()).toMatchObject({
      code: 1,
      of: { domains: { reason: 'store-unreadable' }, urls: { outcome: 'unchanged' } },
    });
  });

  test('a running filter says which lists had deliveries', async () => {
    await rename(at('store'), at('unmounted'));
    await rm(at('audit.jsonl'));
    await mkdir(at('store'));
    expect(await updated('--stored', 'domains', 'urls')).toMatchObject({
      code: 1,
      of: { urls: { reason: 'store-lost' } },
    });
  });
});

describe('status does not claim that nothing is in force if it cannot know', () => {
  beforeEach(async () => {
    await updated();
  });

  test.each<{ why: string; spoil: () => Promise<void>; found: string }>([
    {
      why: 'records do not open',
      spoil: async () => {
        for (const name of await readdir(at('store/domains'))) await writeFile(at(`store/domains/${name}`), 'x');
      },
      found: 'records of its state opens',
    },
    {
      why: 'the folder of the list cannot be listed',
      spoil: async () => {
        await rm(at('store/domains'), { recursive: true });
        await writeFile(at('store/domains'), '');
      },
      found: 'its folder cannot be read (ENOTDIR)',
    },
  ])('$why', async ({ spoil, found }) => {
    await spoil();
    const status = await list('status');
    expect(status).toMatchObject({ code: 1, stderr: expect.stringContaining('Check intake.key') });
    expect(status.stdout).toMatch(/^domains +UNKNOWN +what is in force: /u);
    expect(status.stdout).toContain(found);
    expect(status.stdout).toMatch(/^urls +in force/mu);
    const show = await list('show', 'domains', '--json');
    expect(show).toMatchObject({ code: 1, stderr: status.stderr });
    expect(JSON.parse(show.stdout)).toMatchObject({ current: null, unreadable: expect.stringContaining(found) });
  });

  test.each([[['status']], [['show', 'domains']]])('%j: the store is not there', async (words) => {
    await rename(at('store'), at('unmounted'));
    const ran = await list(...words);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/^Cannot use the store: .*ENOENT.*mount or restore it/u);
  });
});

test('a list whose keys cannot be read is refused, and the others are tried', async () => {
  await rename(at('urls.keys.json'), at('away'));
  expect(await updated()).toMatchObject({
    code: 1,
    of: { domains: { outcome: 'taken' }, urls: { outcome: 'refused', reason: 'keys-unreadable' } },
  });
});

const canMount = process.getuid?.() === 0 || process.env['CI'] !== undefined;
const onDisk = canMount ? describe : describe.skip;

onDisk('on a disk of one megabyte', () => {
  const mounted: string[] = [];
  beforeEach(async () => {
    await rm(at('store'), { recursive: true });
    await mkdir(at('store'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at('store')]);
    mounted.push(at('store'));
    await updated();
  });
  afterAll(() => {
    for (const path of mounted) spawnSync('umount', [path]);
  });

  test('what does not fit is a refusal that names the disk, counts as a failure, and the next list is tried', async () => {
    const before = await shown('domains');
    await deliver('domains.delivered', 100_000);
    await deliver('urls.delivered', 11);
    await sign(2);
    const { code, of, ran } = await updated();
    expect({ code, of }).toMatchObject({
      code: 1,
      of: { domains: { outcome: 'refused', reason: 'store-full' }, urls: { outcome: 'taken', active: 11 } },
    });
    expect(ran.stdout).toContain(`mounted at ${at('store')}`);
    expect(await shown('domains')).toMatchObject({ succeeded: before.succeeded, failures: 1, current: { active: 10 } });
    expect(ran.stdout + ran.stderr).not.toContain('canary');
    await deliver('domains.delivered', 500);
    expect(await updated()).toMatchObject({ code: 0, of: { domains: { outcome: 'taken', active: 500 } } });
    expect(await shown('domains')).toMatchObject({ failures: 0 });
  });

  test('not a byte is left: the state stays, decisions fail aloud, and it goes on as soon as there is room', async () => {
    const before = await shown('urls');
    await deliver('urls.delivered', 12);
    await sign(2);
    spawnSync('sh', ['-c', `cat /dev/zero > ${at('store/filler')}`]);
    expect(await updated()).toMatchObject({ code: 1, of: { urls: { outcome: 'refused', reason: 'store-full' } } });
    const after = await shown('urls');
    expect(after).toEqual(before);
    const rolledBack = await list('shadow', 'domains', '--by', 'A. Person', '--reason', 'trial');
    expect(rolledBack).toMatchObject({ code: 1 });
    expect(rolledBack.stderr).toMatch(/ENOSPC.*mounted at/u);
    await rm(at('store/filler'));
    expect(await updated()).toMatchObject({ code: 0, of: { urls: { outcome: 'taken', active: 12 } } });
  });

  test('a full disk under the audit log is a failure, and leaves the chain whole', async () => {
    await mkdir(at('log'));
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', at('log')]).status).toBe(0);
    mounted.push(at('log'));
    const text = configText(9, INTAKE).replace('audit: audit.jsonl', 'audit: log/audit.jsonl');
    await writeFile(config, text);
    let done = 0;
    for (; done < 40; done += 1) {
      await deliver('domains.delivered', 20 + done);
      const { code, of } = await updated('domains');
      if (code === 0) continue;
      expect(of).toMatchObject({ domains: { outcome: 'taken', audit: 'not-written' } });
      break;
    }
    expect(done).toBeLessThan(40);
    expect(await runCommand(['audit', 'verify', '--config', config])).toMatchObject({ code: 0 });
  });
});
