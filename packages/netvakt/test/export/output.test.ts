import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const BEFORE = '; the file before\n';
/** In clear in the lists; must be in no message. */
const CANARY = 'canary7f3a.test';
const DOMAINS = `${CANARY}\nother.test\n`;

/** A folder with a configuration and an output of an earlier run. */
async function scene(domains = DOMAINS, before: string | undefined = BEFORE): Promise<Scene> {
  const text = configText(9).replace('  - { id: urls, file: urls.txt, markets: [se] }\n', '');
  const folder = await folderWith({ 'netvakt.yaml': text, 'domains.txt': domains }, 'out');
  const target = join(folder, 'out', 'zone');
  if (before !== undefined) await writeFile(target, before);
  const run = (format: string, ...words: string[]): Promise<Ran> =>
    runCommand(['export', format, '--config', join(folder, 'netvakt.yaml'), ...words]);
  return { folder, target, run };
}

interface Scene {
  readonly folder: string;
  readonly target: string;
  readonly run: (format: string, ...words: string[]) => Promise<Ran>;
}

test.each(['rpz', 'unbound', 'dnsmasq', 'knot', 'hosts'])(
  '%s replaces the file, and says so without a name',
  async (format) => {
    const { run, target, folder } = await scene();
    const { code, stdout, stderr } = await run(format, '--output', target, '--check-with', 'test -s "$1"');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^Written to .*: \d entries, 0 before; checked by --check-with\n/);
    expect(stderr).not.toContain('canary');
    expect(await readFile(target, 'utf8')).toContain(CANARY);
    expect(await readdir(join(folder, 'out'))).toEqual(['zone']);
  },
);

test('as JSON, one object for what was written and one for what is in it', async () => {
  const { run, target } = await scene();
  const { stderr } = await run('knot', '--output', target, '--json');
  const [written, names] = stderr
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(written).toEqual({ output: target, entries: 2, before: 0, reloaded: false });
  expect(names).toEqual({ names: 2, covered: 0, leftOut: {}, partly: 0 });
});

test.each<{ why: string; words: (target: string) => string[]; domains?: string; before?: string; expected: RegExp }>([
  {
    why: 'the checker refuses it',
    words: () => ['--check-with', 'echo "$1" >&2; cat "$1" >&2; exit 3'],
    expected: /--check-with refuses the new file \(exit code 3\)/,
  },
  {
    why: 'most of it is gone',
    words: () => [],
    before: Array.from({ length: 100 }, (_, i) => `n${i}.test CNAME .\n`).join(''),
    expected: /has 4 entries, the one that it would replace 100/,
  },
  {
    why: 'a list is refused',
    words: () => [],
    domains: 'a.test\n'.repeat(9) + '/x\n'.repeat(99),
    expected: /ERR_LIST/,
  },
])('the file is untouched if $why', async ({ words, domains, before, expected }) => {
  const { run, target, folder } = await scene(domains, before);
  const { code, stdout, stderr } = await run('rpz', '--output', target, ...words(target));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(expected);
  expect(stderr).not.toContain('canary');
  expect(await readFile(target, 'utf8')).toBe(before ?? BEFORE);
  expect(await readdir(join(folder, 'out'))).toEqual(['zone']);
});

test('a file without names is refused, to standard output too, unless it is asked for', async () => {
  const { run, target, folder } = await scene();
  // All that is listed is let through by the market that is asked for: it has no list.
  const nothing = ['--market', 'lt'];
  const text = (await readFile(join(folder, 'netvakt.yaml'), 'utf8')).replace(
    'file: domains.txt',
    'file: domains.txt, markets: [se]',
  );
  await writeFile(join(folder, 'netvakt.yaml'), text);
  for (const words of [nothing, [...nothing, '--output', target]]) {
    const { code, stdout, stderr } = await run('rpz', ...words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('use --allow-empty');
  }
  expect(await readFile(target, 'utf8')).toBe(BEFORE);
  expect(await run('rpz', ...nothing, '--output', target, '--allow-empty')).toMatchObject({ code: 0 });
  expect(await readFile(target, 'utf8')).toContain('SOA');
  expect(await run('rpz', '--market', 'xx')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There are: se, lt'),
  });
});

test('the command of --reload runs when the file is in its place, and its failure is an error', async () => {
  const { run, target, folder } = await scene();
  const seen = join(folder, 'seen');
  expect(await run('hosts', '--output', target, '--reload', `cp "$1" ${seen}`)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('; reloaded'),
  });
  expect(await readFile(seen, 'utf8')).toContain(CANARY);
  const failed = await run('hosts', '--output', target, '--reload', 'echo "no such daemon" >&2; exit 7');
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('(exit code 7): no such daemon') });
});

test('owner and mode of the file before are kept; a new one can be read by its group; a link is followed', async () => {
  const { run, target, folder } = await scene();
  await chmod(target, 0o644);
  await symlink(target, join(folder, 'link'));
  expect(await run('hosts', '--output', join(folder, 'link'))).toMatchObject({ code: 0 });
  expect((await stat(target)).mode & 0o777).toBe(0o644);
  expect(await readFile(target, 'utf8')).toContain(CANARY);
  const fresh = join(folder, 'out', 'fresh');
  expect(await run('hosts', '--output', fresh)).toMatchObject({ code: 0 });
  expect((await stat(fresh)).mode & 0o777).toBe(0o640);
});

test('what a killed run left is taken away, in clear as it is; what another run writes is not', async () => {
  const { run, target, folder } = await scene();
  const [old, young] = [join(folder, 'out', '.zone.1.part'), join(folder, 'out', '.zone.2.part')];
  await writeFile(old, CANARY);
  await writeFile(young, CANARY);
  await utimes(old, 1, 1);
  expect(await run('hosts', '--output', target)).toMatchObject({ code: 0 });
  expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['.zone.2.part', 'zone']);
});

test.each([
  { why: 'a folder', name: 'out', expected: 'is no regular file' },
  { why: 'a folder that is not there', name: 'none/zone', expected: 'ENOENT' },
])('$why is no target', async ({ name, expected }) => {
  const { run, folder } = await scene();
  await mkdir(join(folder, 'out', 'x'));
  expect(await run('hosts', '--output', join(folder, name))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(expected),
  });
});

test('a serial grows although the clock went back', async () => {
  const { run, target } = await scene(
    DOMAINS,
    '$TTL 300\n@ SOA localhost. root.localhost. 4000000000 3600 600 86400 300\n',
  );
  expect(await run('rpz', '--output', target)).toMatchObject({ code: 0 });
  expect(await readFile(target, 'utf8')).toContain(' 4000000001 3600 ');
});

test.each([
  { words: ['--reload', 'true'], code: 1, expected: 'are for --output' },
  { words: ['--zone', 'a b'], code: 2, expected: 'Write the name of a zone' },
  { words: ['--max-shrink', '101'], code: 2, expected: 'per cent from 0 to 100' },
])('$words ends with $code', async ({ words, code, expected }) => {
  const { run } = await scene();
  expect(await run('rpz', ...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(expected) });
});

const onDisk = process.geteuid?.() === 0 || process.env['CI'] !== undefined ? describe : describe.skip;

onDisk('a disk of its own (needs root, to mount one)', () => {
  test('a full disk leaves the file and nothing else', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `n${i}.${CANARY}\n`).join('');
    const { run, target, folder } = await scene(many, undefined);
    const out = join(folder, 'out');
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', out]).status).toBe(0);
    try {
      await writeFile(target, BEFORE);
      const { code, stderr } = await run('rpz', '--output', target);
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('(ENOSPC), and is untouched'),
      });
      expect(stderr).not.toContain('canary');
      expect(await readFile(target, 'utf8')).toBe(BEFORE);
      expect(await readdir(out)).toEqual(['zone']);
    } finally {
      spawnSync('umount', [out]);
    }
  });
});

test('no page or file of ours redirects an export into a file, which a failed one would leave empty', () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const { status, stdout } = spawnSync(
    'grep',
    ['-rnE', 'netvakt(ctl)? export [^|#`]*(>|\\| *sh\\b)', 'docs', 'deploy', 'README.md'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect([status, stdout]).toEqual([1, '']);
});
