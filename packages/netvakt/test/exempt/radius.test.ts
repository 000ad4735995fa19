/** What deploy/radius/netvakt-exempt asks for: one exact command, which sudo can allow, and a line for each prefix. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { type AddRequest, readRequest } from '../../src/exempt/requests.ts';

const HOOK = fileURLToPath(new URL('../../../../deploy/radius/netvakt-exempt', import.meta.url));
const DOCS = fileURLToPath(new URL('../../../../docs/operating/exemptions.md', import.meta.url));
const NOW = Date.parse('2026-11-28T12:00:00Z');

const folder = mkdtempSync(join(tmpdir(), 'netvakt-radius-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recorder = join(folder, 'netvakt');
writeFileSync(recorder, '#!/bin/sh\necho "$*"\ncat\n', { mode: 0o755 });

/** The words of the command, and its lines. */
function asked(step: string, attributes: Readonly<Record<string, string>>): { words: string; lines: string[] } {
  const env = { PATH: process.env['PATH'], NETVAKT: recorder, FRAMED_IP_ADDRESS: '198.51.100.7', ...attributes };
  const [words = '', ...lines] = execFileSync('sh', [HOOK, step], { env, encoding: 'utf8' }).trimEnd().split('\n');
  return { words, lines };
}

test.each([
  ['0', 86_400],
  ['', 86_400],
  ['"3600"', 3600],
])('Session-Timeout %s ends in %i seconds', (timeout, seconds) => {
  const { lines } = asked('Start', { NETVAKT_EXEMPT: '"business"', SESSION_TIMEOUT: timeout });
  const rules = { markets: [], reasons: ['business'], defaults: {}, now: NOW };
  const requests = lines.map((line) => readRequest(line, rules) as AddRequest);
  expect(requests.map(({ expires }) => (expires - NOW) / 1000)).toEqual([seconds]);
});

test('begin and end are the one command that the documentation lets sudo allow, without a wildcard', () => {
  const [, allowed = ''] = /NOPASSWD: \/usr\/bin\/netvakt (.*)/.exec(readFileSync(DOCS, 'utf8')) ?? [];
  expect(allowed).not.toMatch(/[*?[,]/);
  for (const step of ['Start', 'Interim-Update', 'CoA', 'Stop'])
    expect(asked(step, { NETVAKT_EXEMPT: 'business', NETVAKT_MARKET: 'lt' }).words).toBe(allowed);
});

test('an attribute stays a value: it adds no key and no line', () => {
  const { lines } = asked('Start', {
    NETVAKT_EXEMPT: 'a","owner":"b\\\n{"x":1}',
    DELEGATED_IPV6_PREFIX: '2001:db8::/56',
  });
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
    ['198.51.100.7', '2001:db8::/56'].map((prefix) => ({
      prefix,
      owner: 'radius',
      action: 'add',
      reason: 'a,owner:b{x:1}',
      ttl: '86400',
    })),
  );
});
