import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-check-'));
});

interface Line {
  readonly input: string;
  readonly canonical: { readonly host: string; readonly path: string; readonly query: string } | null;
  readonly verdict: string;
  readonly reason: string;
  readonly rule: { readonly list: string; readonly kind: string; readonly line: number } | null;
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('the demonstration’s contract, a JSON object a line, in the order asked', async () => {
  const urls = [
    'http://blocked.test/',
    'http://a.b.blocked.test:8080/x?y',
    'http://notblocked.test/',
    'http://mixed.test/blocked/x',
    'http://mixed.test/blocked',
    'http://mixed.test/free',
    'https://demo.test/',
    'http://exa mple/',
  ];
  const { code, stdout } = await runCommand(['check', ...urls]);
  const lines = linesOf(stdout);
  expect(code).toBe(0);
  expect(lines.map(({ input }) => input)).toEqual(urls);
  expect(lines.map(({ verdict, rule }) => [verdict, rule?.kind ?? null])).toEqual([
    ['block', 'domain'],
    ['block', 'domain'],
    ['forward', null],
    ['block', 'prefix'],
    ['forward', null],
    ['forward', null],
    ['forward', null],
    ['refuse', null],
  ]);
  expect(Object.keys(lines[0] ?? {})).toEqual(['input', 'canonical', 'verdict', 'reason', 'rule']);
  expect(lines[1]?.canonical).toEqual({ host: 'a.b.blocked.test', path: '/x', query: 'y' });
  expect(lines[7]).toMatchObject({ canonical: null, reason: 'host-character' });
});

test('markets have lists of their own', async () => {
  const inLt = await runCommand(['check', '--market', 'lt', 'http://blocked.test/']);
  expect(linesOf(inLt.stdout)[0]).toMatchObject({ verdict: 'forward', rule: null });
});

test('--list takes the place of the configured lists, and tells which list and line decided', async () => {
  const [domains, urls] = [join(folder, 'My Domains.txt'), join(folder, 'urls.txt')];
  await writeFile(domains, '# comment\nbad.example\nworse.example\n');
  await writeFile(urls, 'http://mixed.example/a/\nhttp://mixed.example/b\n');
  const asked = ['http://sub.worse.example/', 'http://mixed.example/a/x', 'http://blocked.test/'];
  const { stdout } = await runCommand(['check', '--list', domains, '--list', urls, ...asked]);
  expect(linesOf(stdout).map(({ rule }) => rule && [rule.list, rule.line, rule.kind])).toEqual([
    ['my-domains', 3, 'domain'],
    ['urls', 1, 'prefix'],
    null,
  ]);
});

test('- reads one URL a line, shown as it came, whatever the line ends and wherever the pipe cuts', async () => {
  const input = 'http://blocked.test/\r\n\r\n  http://skärgård.example/  \nhttp://demo.test/';
  const { stdout } = await runCommand(['check', '-'], { input });
  expect(linesOf(stdout).map(({ input: line, verdict }) => [line, verdict])).toEqual([
    ['http://blocked.test/', 'block'],
    ['  http://skärgård.example/  ', 'block'],
    ['http://demo.test/', 'forward'],
  ]);
});

test('a line longer than any URL is judged by its beginning and costs no memory', async () => {
  const { code, stdout } = await runCommand(['check', '-'], { input: `http://blocked.test/${'x'.repeat(200_000)}\n` });
  expect(code).toBe(0);
  expect(stdout.length).toBeLessThan(200_000);
});

test('on a terminal people read a sentence, unless they ask for JSON', async () => {
  const asked = ['http://blocked.test/', 'http://demo.test/\u001b[2J'];
  const { stdout } = await runCommand(['check', ...asked], { terminal: true });
  expect(stdout).toBe(
    'block    http://blocked.test/  (domain rule of se-domains, line 4)\n' +
      'forward  http://demo.test/\uFFFD[2J  (no-rule)\n',
  );
  const json = await runCommand(['check', '--json', 'http://demo.test/'], { terminal: true });
  expect(linesOf(json.stdout)).toHaveLength(1);
});

test('a blacklist of squidGuard is enforced as squidGuard does', async () => {
  const blacklist = join(folder, 'blacklist');
  await mkdir(blacklist);
  await writeFile(join(blacklist, 'domains'), 'whole.test\n');
  await writeFile(join(blacklist, 'urls'), 'site.test/page\n');
  const config = join(folder, 'squidguard.yaml');
  await writeFile(
    config,
    `operator: { name: A, url: https://operator.example/ }
block: { authority: B, legal_basis: https://authority.example/law, objection: https://authority.example/no, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: adult, file: blacklist, format: squidguard }]
`,
  );
  const urls = ['www7.site.test/Pages.html', 'ftp.site.test/page?q', 'cdn.site.test/page', 'x.whole.test/'].map(
    (text) => `http://${text}`,
  );
  const { stdout } = await runCommand(['check', '--config', config, ...urls]);
  expect(linesOf(stdout).map(({ verdict, rule }) => [verdict, rule?.kind ?? null])).toEqual([
    ['block', 'prefix'],
    ['block', 'prefix'],
    ['forward', null],
    ['block', 'domain'],
  ]);
});
