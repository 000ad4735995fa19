import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CASES, runCases, startOrigins, targetsFor, tokenOf } from '@netvakt/selftest';
import { configWith, freePlace } from '../support/filter-under-test.ts';
import { folderWith, Netvakt } from '../support/process.ts';

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

  test('the published comparison was made with these cases: else pnpm conformance:peers again', async () => {
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
});

/** Refused without a rule: no reader may guess what they mean. Nothing else may be stopped where nothing is listed. */
const REFUSED_ANYWAY = [
  'spelling-host-idn-utf8',
  'spelling-host-percent',
  'spelling-host-leading-dot',
  'spelling-userinfo',
  'spelling-userinfo-innocent',
  'fields-lf-only',
  'fields-version-9',
  'fields-two-spaces',
  'fields-tab',
  'fields-fragment',
  'ports-empty',
];

describe('without the list', () => {
  let filter: Netvakt;
  let origins: Awaited<ReturnType<typeof startOrigins>>;
  let proxyPort: number;

  beforeAll(async () => {
    const place = await freePlace();
    origins = await startOrigins(place);
    const files = configWith('[{ address: 127.0.0.1, port: 0 }]', place);
    const folder = await folderWith({ ...files, 'selftest.txt': 'other.test\n' });
    filter = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')]);
    const { proxy } = await filter.logged('listening');
    proxyPort = Number(/\d+$/.exec((proxy as readonly string[])[0] ?? '')?.[0]);
  });
  afterAll(async () => {
    await filter.kill();
    await origins.close();
  });

  test('what must be blocked is served, so that a block is never an accident', async () => {
    const at = { host: '127.0.0.1', port: proxyPort };
    const ground = { way: 'proxy', http: at, https: at, evidence: origins, source: 'any' } as const;
    const results = await runCases(ground, () => undefined);
    const stopped = results.filter(
      ({ case: { expect: wanted }, outcome }) => wanted === 'block' && outcome === 'passed',
    );
    expect(stopped.map(({ case: { id } }) => id)).toEqual(REFUSED_ANYWAY);
    const lost = results.filter(
      ({ case: { expect: wanted, kind }, outcome }) => wanted === 'pass' && kind !== 'measure' && outcome === 'failed',
    );
    expect(lost).toEqual([]);
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
