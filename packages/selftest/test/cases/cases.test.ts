import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tokenOf } from '../../src/cases/case.ts';
import { CASES } from '../../src/cases/cases.ts';
import { drawn } from '../../src/cases/drawn.ts';
import { runCases, targetsFor } from '../../src/run/run.ts';

describe('the table of cases', () => {
  test('every case has a name of its own, a reason and a source', () => {
    expect(CASES.length).toBeGreaterThan(240);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    for (const { id, group, why, ref } of CASES) {
      expect(id).toMatch(new RegExp(`^${group}-[a-z0-9-]+$`));
      expect(why.length).toBeGreaterThan(5);
      expect(ref.length).toBeGreaterThan(2);
    }
  });

  test('the published comparison was made with these cases: else pnpm conformance:peers --write-docs again', async () => {
    const page = await readFile(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8');
    const ids = new Set(CASES.map(({ id }) => id));
    expect(
      [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, id]) => id ?? '').filter((id) => !ids.has(id)),
    ).toEqual([]);
    const total = CASES.filter(({ way }) => way !== 'route').length;
    expect(page).toContain(`| **all** | ${total}/${total} |`);
  });

  test.each(['proxy', 'route'] as const)('every request carries the name of its run (%s)', (way) => {
    const t = targetsFor({ way }, tokenOf('01234567', 1));
    const requests = CASES.flatMap((one) => (one.kind === 'http' ? [one.bytes(t)] : []));
    expect(requests.length).toBeGreaterThan(200);
    expect(requests.filter((text) => !text.includes(t.token))).toEqual([]);
  });

  test.each([
    { way: 'proxy', line: 'POST http://mixed.selftest.test/free/st01234567000001 HTTP/1.1' },
    { way: 'route', line: 'POST /free/st01234567000001 HTTP/1.1' },
  ] as const)('a case that is drawn from the corpus is written for its way ($way)', ({ way, line }) => {
    const { bytes, why } = drawn('length-list', 'length-comma-different', 'RFC 9112 §6.3');
    const text = bytes(targetsFor({ way }, tokenOf('01234567', 1)));
    expect(text.split('\r\n')[0]).toBe(line);
    expect(text).toContain('GET /blocked/st01234567000001/smuggled');
    expect(why).toContain('two different lengths');
  });

  test('a payload that no corpus has is a mistake in the table', () => {
    expect(() => drawn('x', 'no-such-payload', '')).toThrow(RangeError);
    expect(() => drawn('x', 'connect-blocked', '')).toThrow(RangeError); // nothing for a client that knows of no proxy
  });
});

describe('a filter that never answers', () => {
  let silent: Server;

  beforeAll(async () => {
    silent = createServer((socket) => socket.on('error', () => {}).resume());
    await once(silent.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void silent.close());

  test('fails every case within its deadline', async () => {
    const address = silent.address();
    const at = { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
    const evidence = { fingerprint: '', captures: () => Promise.resolve([]) };
    const results = await runCases(
      { way: 'route', http: at, https: at, evidence, source: 'any', only: 'ports' },
      () => undefined,
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'failed'));
    expect(results.map(({ note }) => note)).toContain('neither an answer nor an end came in time');
  });
});
