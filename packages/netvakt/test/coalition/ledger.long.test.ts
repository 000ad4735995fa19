import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandedQuarter, MEMBERS } from './quarter.ts';

// The policy names no secretariat: its first aggregator, north, keeps the log.
let quarter: CommandedQuarter;

beforeEach(async () => {
  quarter = new CommandedQuarter(mkdtempSync(join(tmpdir(), 'netvakt-ledger-')));
  await quarter.join();
});

afterEach(() => {
  rmSync(quarter.root, { recursive: true, force: true });
});

async function json<T>(who: string, ...words: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await quarter.run(who, ...words, '--json');
  if (code !== 0) throw new Error(stderr === '' ? stdout : stderr);
  return JSON.parse(stdout) as T;
}

describe('record and verify', () => {
  test('a folder that only grew is cosigned by each party, and the next record shows it', async () => {
    await json('north', 'record');
    for (const who of MEMBERS.slice(0, 3))
      expect(await json(who, 'verify')).toMatchObject({ sound: true, size: 1, new: 1 });
    expect(await json('north', 'record')).toMatchObject({ added: [], cosigners: MEMBERS.slice(0, 3) });
    expect((await json<{ cosigned: unknown[] }>('fir', 'verify')).cosigned).toHaveLength(3);
  });

  test('a rewritten history: exit code 1 at every member, with evidence that convinces others', async () => {
    await json('north', 'record');
    for (const who of MEMBERS) await json(who, 'verify');
    rmSync(join(quarter.homeOf('north'), 'log'), { recursive: true });
    rmSync(join(quarter.folder, 'public/log'), { recursive: true });
    rmSync(join(quarter.folder, 'public/witness'), { recursive: true });
    writeFileSync(
      join(quarter.folder, 'members/policy/1.json'),
      `${readFileSync(join(quarter.folder, 'members/policy/1.json'), 'utf8')} `,
    );
    await json('north', 'record');
    for (const who of MEMBERS) {
      const { code, stdout } = await quarter.run(who, 'verify');
      expect(code).toBe(1);
      expect(stdout).toContain(
        'entry-rewritten: an entry that was seen before has other content now: entry 0 (policy)',
      );
      expect(stdout).toContain('history-forked');
      expect(readdirSync(join(quarter.homeOf(who), 'log')).filter((name) => name.startsWith('evidence-'))).toHaveLength(
        2,
      );
    }
  });

  test('a rewritten history that is shorter than the one before: evidence is kept as well', async () => {
    await json('ash', 'submit', quarter.report('ash', 70_000));
    await json('north', 'record');
    await json('ash', 'verify');
    for (const path of ['folder/public', 'folder/sealed', 'home-north/log'])
      rmSync(join(quarter.root, path), { recursive: true });
    writeFileSync(
      join(quarter.folder, 'members/policy/1.json'),
      `${readFileSync(join(quarter.folder, 'members/policy/1.json'), 'utf8')} `,
    );
    await json('north', 'record');
    const { code, stdout } = await quarter.run('ash', 'verify');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/entry-rewritten.*kept as evidence: .*evidence-/su)]);
  });

  test('a forked history is found with the checkpoint that another member sends', async () => {
    await json('north', 'record');
    await json('ash', 'verify');
    const sent = join(quarter.root, 'from-ash');
    writeFileSync(sent, readFileSync(join(quarter.folder, 'public/witness/ash')));
    rmSync(join(quarter.folder, 'public'), { recursive: true });
    rmSync(join(quarter.homeOf('north'), 'log'), { recursive: true });
    writeFileSync(
      join(quarter.folder, 'members/policy/1.json'),
      `${readFileSync(join(quarter.folder, 'members/policy/1.json'), 'utf8')} `,
    );
    await json('north', 'record');
    expect((await quarter.run('fir', 'verify', '--no-cosign')).code).toBe(0);
    const { code, stdout } = await quarter.run('fir', 'verify', '--against', sent);
    expect(code).toBe(1);
    expect(stdout).toContain('seen by telecom-test/ash');
  });

  test.each([
    ['a member', 'ash', 'ERR_KEY', /not the key of the one who keeps the log/u],
    ['a home that is none', 'nobody', 'ERR_COALITION', /not the home of a member/u],
  ])('record by %s fails with what to do', async (_name, who, _code, message) => {
    const { code, stderr } = await quarter.run(who, 'record');
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  test('a file that is no checkpoint of this coalition is refused', async () => {
    await json('north', 'record');
    const file = join(quarter.root, 'canary');
    writeFileSync(file, 'canary-content');
    const { code, stderr } = await quarter.run('ash', 'verify', '--against', file);
    expect([code, stderr.includes('canary-content')]).toEqual([1, false]);
  });
});

describe('share', () => {
  interface Posted {
    readonly id: string;
    readonly path: string;
  }
  interface Listed {
    readonly notices: readonly { readonly id: string; readonly author?: string; readonly isSeenByOthers: boolean }[];
  }

  test('without arguments post lists all words that there are', async () => {
    const { code, stdout } = await quarter.run('ash', 'share', 'post');
    expect([code, stdout.split('\n').filter((line) => /^\S/u.test(line))]).toEqual([
      0,
      ['list-quality', 'evasion', 'incident', 'practice'],
    ]);
  });

  test('a notice is posted, seen by three others, withdrawn', async () => {
    const { id } = await json<Posted>(
      'ash',
      'share',
      'post',
      'evasion',
      'quic',
      '--measure',
      '120 per-mille',
      '--market',
      'se',
    );
    for (const who of ['birch', 'cedar', 'elm']) await json(who, 'share', 'seen', id.slice(0, 8));
    expect(await json('north', 'record')).toMatchObject({ seen: [id] });
    expect((await json<Listed>('fir', 'share', 'list')).notices).toMatchObject([
      { id, author: 'ash', isSeenByOthers: true },
    ]);
    expect((await quarter.run('birch', 'share', 'withdraw', id)).stderr).toContain('posted by somebody else');
    await json('ash', 'share', 'withdraw', id);
    expect((await json<Listed>('fir', 'share', 'list')).notices).toEqual([]);
    expect((await json<Listed>('fir', 'share', 'list', '--all')).notices).toMatchObject([{ id, isWithdrawn: true }]);
    await json('north', 'record');
    expect(await json('fir', 'verify')).toMatchObject({ sound: true });
  });

  test('a delegated notice names nobody, in the folder, the log or the list', async () => {
    const { id } = await json<Posted>(
      'cedar',
      'share',
      'post',
      'incident',
      'leak-suspected',
      '--delegate',
      '--tlp',
      'green',
    );
    expect((await json<Listed>('north', 'share', 'inbox')).notices).toHaveLength(1);
    const { path } = await json<Posted>('north', 'share', 'release', id);
    await json('north', 'record');
    const [notice] = (await json<Listed>('ash', 'share', 'list')).notices;
    expect([notice?.author, notice?.id === id]).toEqual([undefined, false]);
    expect(readFileSync(join(quarter.folder, path), 'utf8')).not.toContain('cedar');
    expect(readdirSync(join(quarter.folder, 'inbox/notice'))).toEqual([]);
    expect((await quarter.run('ash', 'share', 'release', id)).stderr).toContain('Only the secretariat');
  });

  test('a word that is none is refused, in whatever place, and not repeated', async () => {
    const tried = [
      ['evasion', 'canary.example'],
      ['canary.example', 'quic'],
      ['evasion', 'quic', '--market', 'canary.example'],
      ['evasion', 'quic', '--measure', '192.0.2.77 entries'],
      ['evasion', 'quic', '--trend', 'canary@example.invalid'],
      ['evasion', 'quic', '--month', '2026-08 canary'],
      ['evasion', 'quic', '--tlp', 'canary'],
      ['evasion', 'quic', '--expires', 'canary'],
    ];
    for (const words of tried) {
      const { code, stderr, stdout } = await quarter.run('ash', 'share', 'post', ...words);
      expect([code, /canary|192\.0\.2/u.test(stderr + stdout)]).toEqual([1, false]);
    }
  });

  test('exports hold what may leave, and TLP:RED never', async () => {
    for (const label of ['red', 'amber', 'green', 'clear']) {
      await json('ash', 'share', 'post', 'practice', 'two-people', '--tlp', label);
    }
    const out = join(quarter.root, 'export');
    expect(await json('ash', 'share', 'export', 'misp', join(out, 'misp'))).toMatchObject({ exported: 2, kept: 2 });
    expect(await json('ash', 'share', 'export', 'stix', join(out, 'stix'), '--up-to', 'amber')).toMatchObject({
      exported: 3,
    });
    expect(readdirSync(join(out, 'misp'))).toHaveLength(3);
    const bundle = readFileSync(join(out, 'stix/bundle.json'), 'utf8');
    expect([bundle.includes('TLP:AMBER'), bundle.includes('TLP:RED'), bundle.includes('ash')]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await quarter.run('ash', 'share', 'export', 'stix', out, '--up-to', 'red')).code).toBe(1);
  });
});

describe('token', () => {
  test('is printed once and kept as a digest; a new one ends the old', async () => {
    const file = join(quarter.root, 'tokens');
    const make = async (...words: string[]): Promise<string> => {
      const { stdout } = await quarter.runBare('token', 'ash', '--tokens', file, ...words);
      return stdout.trim();
    };
    const [first, second] = [await make(), await make()];
    expect(first).toMatch(/^[\w-]{43}$/u);
    const text = readFileSync(file, 'utf8');
    expect([text.split('\n').length, text.includes(first), text.includes(second)]).toEqual([2, false, false]);
    await make('--remove');
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
