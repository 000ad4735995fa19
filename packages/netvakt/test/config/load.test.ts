import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { describeProblem, loadConfig, type Problem } from '@netvakt/netvakt';
import { checkConfig } from '../../src/config/load.ts';
import { LEAST, problemsOf } from '../support/config-text.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-config-'));
});

async function problemsIn(name: string, content: string | Buffer | undefined): Promise<string[]> {
  const path = join(folder, name);
  if (content !== undefined) await writeFile(path, content);
  try {
    await loadConfig(path);
    return [];
  } catch (error) {
    const { problems } = error as { readonly problems: readonly Problem[] };
    return problems.map((problem) => describeProblem(problem).replace(`${folder}/`, ''));
  }
}

test.each<{ why: string; content: string | Buffer | undefined; reported: string[] }>([
  {
    why: 'a file that is not there',
    content: undefined,
    reported: ['file.yaml: cannot be read (ENOENT)\n    There is no such file: check the path'],
  },
  {
    why: 'a list instead of a configuration',
    content: 'a.example\n'.repeat(200_000),
    reported: ['file.yaml: has 2000000 bytes, above the maximum 1048576\n    Name a configuration, not a list'],
  },
  {
    why: 'bytes that are no UTF-8',
    content: Buffer.from([0xff, 0xfe, 0x41]),
    reported: ['file.yaml: is not UTF-8\n    Save the file as UTF-8'],
  },
])('$why', async ({ content, reported }) => {
  expect(await problemsIn('file.yaml', content)).toEqual(reported);
});

test('a device that never ends is no configuration, and is not read for ever', async () => {
  await expect(loadConfig('/dev/zero')).rejects.toMatchObject({
    problems: [{ file: '/dev/zero', fault: 'has more than 1048576 bytes' }],
  });
});

test.each<{ why: string; text: string; reported: RegExp }>([
  { why: 'an empty file', text: '', reported: /^netvakt\.yaml:1:1: null is not a section of keys/ },
  { why: 'a tab as indent', text: `${LEAST}log:\n\tlevel: info`, reported: /Indent with spaces/ },
  { why: 'two documents', text: `${LEAST}---\na: 1`, reported: /Keep one document/ },
  { why: 'an alias to nothing', text: `${LEAST}log: *nothing`, reported: /has an alias that leads nowhere/ },
  {
    why: 'a billion laughs',
    text: `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
    reported: /has an alias that leads nowhere, or more than 100/,
  },
])('$why', ({ text, reported }) => {
  expect(problemsOf(text)[0]).toMatch(reported);
});

test('what is left out has its default, in the units of the program', () => {
  const { fixed, reloadable } = checkConfig(LEAST, '/etc/netvakt/netvakt.yaml');
  expect(fixed).toMatchObject({
    markets: ['se', 'lt'],
    listeners: [{ mode: 'explicit', address: '127.0.0.1', port: 3128 }],
    workers: 0,
    admin: { address: '127.0.0.1', port: 9464, hosts: [] },
  });
  expect(reloadable).toMatchObject({
    defaultMarket: 0,
    marketPrefixes: [{ prefix: '192.0.2.0/24', market: 1 }],
    clients: ['127.0.0.0/8', '::1/128'],
    destinations: { allow: [], deny: [], httpPorts: [80], connectPorts: [443] },
    limits: { headTime: 15_000, attemptDelay: 250 },
    graceMilliseconds: 30_000,
  });
});

test('paths start from the file’s folder, and a list without markets applies in all', () => {
  const { lists } = checkConfig(LEAST, '/etc/netvakt/netvakt.yaml').reloadable;
  expect(lists.map(({ path, settings }) => [path, settings.markets])).toEqual([
    ['/etc/netvakt/domains.txt', ['se', 'lt']],
    ['/etc/netvakt/lists/urls.txt', ['se']],
  ]);
});

test('static hosts are compared in canonical form', () => {
  const text = `${LEAST}proxy: { hosts: [{ name: Skärgård.Example., port: 443, to: "[::1]:8443" }] }`;
  expect(checkConfig(text, '/etc/netvakt/netvakt.yaml').reloadable.hosts).toEqual([
    { name: 'xn--skrgrd-cuak.example', port: 443, address: '::1', toPort: 8443 },
  ]);
});

test.each([
  { why: 'left out: name servers of the machine', text: '', want: [] },
  { why: 'getaddrinfo', text: 'proxy: { resolvers: [system] }', want: 'system' },
  {
    why: 'addresses, with a port or without',
    text: 'proxy: { resolvers: [192.0.2.53, "2001:db8::53", "[2001:db8::53]:5353"] }',
    want: ['192.0.2.53', '2001:db8::53', '[2001:db8::53]:5353'],
  },
])('name servers of the explicit proxy: $why', ({ text, want }) => {
  expect(checkConfig(`${LEAST}${text}`, '/etc/netvakt/netvakt.yaml').reloadable.resolvers).toEqual(want);
});

test('a name server is an address: nobody could look its name up', () => {
  const problem = expect.objectContaining({ key: 'proxy.resolvers[0]', line: 11 });
  expect(() => checkConfig(`${LEAST}proxy: { resolvers: [dns.example] }`, '/netvakt.yaml')).toThrow(
    expect.objectContaining({ problems: [problem] }),
  );
});
