/** `netvakt list verify FILE`: what a list covers, by kind, in counts and made-up examples. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const CANARY = 'kanarienvogel';
const LIST = [
  `${CANARY}.test`,
  `http://${CANARY}.test/${CANARY}`,
  '10.4.0.0/16',
  `http://h.test/${CANARY}/*`,
  `"${CANARY}.test"`,
  `s.test;${CANARY}.test`,
  `${CANARY}.test:0`,
  ...Array.from({ length: 20 }, (_, index) => `http://h.test/${CANARY}/${index}`),
];

test('counts by kind and reason, five examples for each kind, and nothing of the list', async () => {
  writeFileSync(at('list.txt'), LIST.join('\n'));
  const words = ['list', 'verify', at('list.txt'), '--format', 'urls'];
  const { code, stdout } = await runCommand([...words, '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as { examples: { kind: string; requests: { blocked: boolean }[] }[] };
  expect(report).toMatchObject({
    ok: true,
    format: 'urls',
    counts: { received: 27, active: 23, quarantined: 4 },
    kinds: { domain: 1, host: 0, prefix: 0, url: 21, ip: 1 },
    covered: 1,
    quarantined: { wildcard: 1, 'host-unaskable': 2, 'port-zero': 1 },
  });
  expect(report.examples.map(({ kind }) => kind)).toEqual(['domain', 'url', 'ip']);
  for (const { requests } of report.examples) {
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ blocked }) => blocked))).toEqual(new Set([true, false]));
  }
  const text = await runCommand(words);
  expect(text.stdout).toContain('27 entries: 23 active, 0 duplicates, 0 rejected, 4 quarantined');
  expect(text.stdout).toContain('blocked  http://www.listed.example/page?query=1');
  expect(text.stdout).toContain('passes   handshake site.example');
  for (const output of [stdout, text.stdout]) expect(output).not.toContain(CANARY);
});

test('what is no list, and what makes no sense, is said with a remedy', async () => {
  writeFileSync(at('page.html'), '<html>');
  const page = await runCommand(['list', 'verify', at('page.html')]);
  expect(page).toMatchObject({ code: 1 });
  expect(page.stderr).toContain('ERR_LIST_HTML_PAGE');
  for (const words of [
    ['--keys', 'k'],
    ['--list', 'se'],
    ['--manifest', 'm'],
    ['--format', 'none'],
    ['--config', 'c'],
  ])
    expect((await runCommand(['list', 'verify', at('page.html'), ...words])).code).toBe(2);
});

test('of a squidGuard folder, its pages are shown as the text that they are, with what differs from squidGuard', async () => {
  mkdirSync(at('adult'));
  writeFileSync(at('adult/domains'), 'bad.test\n');
  writeFileSync(at('adult/urls'), `${CANARY}.test/a\n${CANARY}.test/b\n`);
  const { code, stdout } = await runCommand(['list', 'verify', at('adult'), '--format', 'squidguard']);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'prefix: 2 rules, each a text with which pages begin, on a host and behind www, web and ftp',
  );
  expect(stdout).toContain('blocked  http://www.site.example/PAGE?query=1');
  expect(stdout).toContain('passes   http://sub.site.example/page/below');
  expect(stdout).toContain('Source: squidGuard 1.6.0.');
  expect(stdout).not.toContain(CANARY);
});

test('rules of hosts that a browser may ask for on an open connection are counted: those below a domain that is not listed whole', async () => {
  const exposed = ['a.site.test', 'b.c.site.test', 'd.site.test'];
  const whole = ['whole.test', 'a.whole.test', 'alone.test', 'http://a.pages.test/page', '192.0.2.1'];
  writeFileSync(at('shared.txt'), [...exposed, ...whole].join('\n'));
  const words = ['list', 'verify', at('shared.txt'), '--format', 'urls'];
  const { stdout } = await runCommand([...words, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ counts: { active: 8 }, onSharedConnections: 3 });
  expect((await runCommand(words)).stdout).toContain('3 rules of hosts below a domain that is not listed whole');
});
