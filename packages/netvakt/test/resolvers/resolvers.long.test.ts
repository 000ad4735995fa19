/** Real resolvers read what is exported for them, and block what the filter blocks: the differences are those of the documentation. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type Ran, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { configText } from '../support/stage.ts';
import { ask, type DnsOutcome } from './support/ask.ts';
import { CASES, LISTED_AFTER, LISTS_BEFORE } from './support/cases.ts';
import { startOrigin } from './support/origin.ts';
import { PROGRAMS, RESOLVERS, type ResolverName, type RunningResolver, ZONE } from './support/resolvers.ts';

const programs = new Programs();
afterAll(() => programs.close());

const NAMES = Object.keys(RESOLVERS) as ResolverName[];

testWith(PROGRAMS, 'what each resolver blocks is what the filter blocks, before and after a delivery', async () => {
  const folder = await folderWith(LISTS_BEFORE, 'store');
  const config = join(folder, 'netvakt.yaml');
  await writeFile(
    config,
    `${configText(9).replace('lists:\n', `lists:\n  - { id: hosts, file: hosts.txt, bare_host: host }\n`)}intake: { folder: store, key: { file: secret } }\n`,
  );
  await must(['list', 'keygen', '--store', '--output', join(folder, 'secret')]);
  const allow = ['list', 'allow', 'add', '--days', '1', '--by', 'A. Person', '--reason', 'test', '--config', config];
  await must(allow, 'ok.b.listed.test\n');
  const write = (name: ResolverName, ...more: string[]): Promise<Ran> => {
    const { format } = RESOLVERS[name];
    const zone = format === 'rpz' ? ['--zone', ZONE] : [];
    return must(['export', format, '--config', config, '--output', join(folder, name), ...zone, ...more]);
  };

  const origin = await startOrigin(programs);
  const running = new Map<ResolverName, RunningResolver>();
  for (const name of NAMES) {
    await write(name);
    running.set(name, await RESOLVERS[name].start({ programs, origin, file: join(folder, name) }));
  }
  for (const [name, { port, output }] of running)
    await until(`${name} answers`, async () => (await ask(port, 'beside.test', 'A')) === 'free', output);
  await compare(running, config);

  await writeFile(join(folder, 'domains.txt'), LISTED_AFTER);
  for (const [name, { reload, port, output }] of running) {
    const { stderr } = await write(name, '--reload', reload);
    expect(stderr).toContain('; reloaded');
    // BIND adds what is new first, and takes away what is gone later.
    const read = async (): Promise<boolean> =>
      (await ask(port, 'added.test', 'A')) === 'blocked' && (await ask(port, 'withdrawn.test', 'A')) === 'free';
    await until(`${name} has read the file`, read, output);
  }
  await compare(running, config);
  expect(await readFile(join(folder, 'bind'), 'utf8')).not.toContain('paged');
});

/** Asks everybody everything, and compares all answers at once. */
async function compare(running: ReadonlyMap<ResolverName, RunningResolver>, config: string): Promise<void> {
  const blocked = await blockedHosts(config);
  const expected = CASES.flatMap(({ kind, name, differs = [] }) =>
    NAMES.map((resolver): Row => {
      const isBlocked = blocked.has(name.toLowerCase()) !== differs.includes(resolver);
      return [resolver, kind, isBlocked ? 'blocked' : 'free'];
    }),
  );
  const seen: Row[] = [];
  for (const { kind, name, type = 'A' } of CASES) {
    const answers = [...running].map(
      async ([resolver, { port }]): Promise<Row> => [resolver, kind, await ask(port, name, type)],
    );
    seen.push(...(await Promise.all(answers)));
  }
  expect(seen).toEqual(expected);
}

type Row = readonly [resolver: ResolverName, kind: string, outcome: DnsOutcome];

/** The hosts in {@link CASES} whose whole site the filter blocks. */
async function blockedHosts(config: string): Promise<ReadonlySet<string>> {
  const hosts = [...new Set(CASES.map(({ name }) => name.toLowerCase()))];
  const { stdout } = await must(['check', '--config', config, ...hosts.map((host) => `http://${host}/`)]);
  const verdicts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly verdict: string });
  return new Set(hosts.filter((_, i) => verdicts[i]?.verdict === 'block'));
}

async function must(words: readonly string[], input = ''): Promise<Ran> {
  const ran = await runCommand(words, { input });
  expect([words[0], ran.code, ran.code === 0 ? '' : ran.stderr]).toEqual([words[0], 0, '']);
  return ran;
}
