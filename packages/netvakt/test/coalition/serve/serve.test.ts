import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type EditionPayload,
  editionCsv,
  generateKey,
  generateOpeningKey,
  noticeId,
  publicPart,
  STANDARD_DEFINITIONS,
  sealPart,
  signDocument,
  signEdition,
  signNotice,
  signPolicy,
  signRemark,
} from '@netvakt/coalition';
import { NOW, ServedFolder } from './served.ts';

const NOTICE = {
  schema: 'netvakt-notice/1',
  kind: 'evasion',
  code: 'quic',
  month: '2026-09',
  tlp: 'amber',
  posted: '2026-09-30',
  expires: '2027-01-31',
} as const;
const EDITION: EditionPayload = {
  schema: 'netvakt-edition/1',
  coalition: 'nordic',
  policy: 'a'.repeat(64),
  definitions: 'b'.repeat(64),
  quarter: '2026-Q3',
  edition: '2026-Q3.1',
  reason: 'first',
  members: 3,
  submissions: 3,
  sums: {},
  indicators: [],
  figures: [],
};
const SEALED = 'sealed/2026-Q3/submission-m1.1.jws';

let served: ServedFolder;

beforeEach(async () => {
  served = await ServedFolder.start();
});

afterEach(async () => {
  await served.stop();
});

async function putByAlpha(path: string, text: string): Promise<number> {
  return (await served.put(path, text, 'alpha')).status;
}

/** Serial 2 of a policy with the parties that are served. */
async function policyOf(coalition: string, signers: readonly string[]): Promise<string> {
  const { aggregators, members, markets } = served.parties;
  const seals = await Promise.all(aggregators.map(async () => sealPart(await generateOpeningKey())));
  const others = await Promise.all(['m4', 'm5'].map(async (id) => ({ id, key: publicPart(await generateKey()) })));
  let text = JSON.stringify({
    schema: 'netvakt-policy/1',
    coalition,
    serial: 2,
    mode: 'blind',
    from: '2026-Q1',
    until: '2026-Q4',
    aggregators: aggregators.map(({ id, key }, i) => ({ id, key, seal: seals[i] })),
    members: [...members, ...others].map(({ id, key }) => ({ id, key, subscriptions: { se: 100 }, publishes: [] })),
    markets,
    indicators: [{ id: 'pages', sharedCounts: [], per: 100_000, bins: [100, 300] }],
    contributors: 5,
    corrections: 3,
    dominance: 50,
    deadlineDays: 30,
    definitions: STANDARD_DEFINITIONS,
  });
  for (const id of signers) text = await signPolicy(text, served.keyOf(id));
  return text;
}

const submission = (id: string, text = 'sealed'): Promise<string> =>
  signDocument('netvakt-submission', { sealed: text }, [served.keyOf(id)]);

describe('reading', () => {
  test.each([
    ['public/edition/2026-Q3.1.json', [200, 200, 200, 200, 200]],
    ['members/policy/1.json', [401, 200, 200, 200, 200]],
    [SEALED, [401, 200, 403, 200, 200]],
    ['inbox/seen/abababababababababababababababab.m1.jws', [401, 200, 403, 403, 200]],
  ])('%s: nobody, its owner, another member, an aggregator, the secretariat', async (path, expected) => {
    await served.store.create(path, Buffer.from('{}'));
    const found = await Promise.all(
      [undefined, 'm1', 'm2', 'beta', 'secretariat'].map(async (id) => (await served.get(path, id)).status),
    );
    expect(found).toEqual(expected);
  });

  test('what is never replaced may be cached forever, what is not public never', async () => {
    await served.store.create('public/edition/2026-Q3.1.json', Buffer.from('{}'));
    await served.store.write('public/log/checkpoint', Buffer.from('text'));
    await served.store.create(SEALED, Buffer.from('{}'));
    const headers = async (path: string, id?: string): Promise<string | null> =>
      (await served.get(path, id)).headers.get('cache-control');
    expect(await headers('public/edition/2026-Q3.1.json')).toContain('immutable');
    expect(await headers('public/log/checkpoint')).toBe('no-store');
    expect(await headers(SEALED, 'alpha')).toBe('no-store');
  });

  test('a token that is not known, or no more, opens nothing, public files included', async () => {
    served.revoke('m1');
    await served.store.create('public/edition/2026-Q3.1.json', Buffer.from('{}'));
    expect((await served.get('public/edition/2026-Q3.1.json', 'm1')).status).toBe(401);
    expect((await served.put(SEALED, await submission('m1'), 'm1')).status).toBe(401);
  });
});

describe('handing in', () => {
  test('a sealed file once; the same again does no harm, another is refused', async () => {
    const text = await submission('m1');
    expect((await served.put(SEALED, text, 'm1')).status).toBe(201);
    expect((await served.put(SEALED, text, 'm1')).status).toBe(200);
    expect((await served.put(SEALED, await submission('m1', 'other'), 'm1')).status).toBe(409);
    expect((await served.store.read(SEALED, 9999))?.toString()).toBe(text);
  });

  test.each([
    ['without a token', SEALED, 'm1', undefined, 401],
    ['in the name of another', SEALED, 'm1', 'm2', 403],
    ['signed by another', SEALED, 'm2', 'm1', 422],
    ['of a quarter to come', 'sealed/2027-Q3/submission-m1.1.jws', 'm1', 'm1', 422],
    ['of long ago', 'sealed/2020-Q3/submission-m1.1.jws', 'm1', 'm1', 422],
    ['as a sum', 'sealed/2026-Q3/sum-alpha.1.jws', 'alpha', 'alpha', 422],
    ['to the log', 'public/log/checkpoint', 'm1', 'm1', 403],
    ['as a policy', 'members/policy/2.json', 'm1', 'm1', 403],
    ['to a place that is none', 'public/index.html', 'm1', 'secretariat', 404],
  ])('a submission %s is refused', async (_why, path, signer, sender, status) => {
    expect((await served.put(path, await submission(signer), sender)).status).toBe(status);
    expect(await served.store.list('sealed')).toEqual([]);
  });

  test('notices and what is said about them, each where it belongs', async () => {
    const text = await signNotice(NOTICE, served.keyOf('m1'));
    const id = noticeId(text);
    expect((await served.put(`members/notice/${id}.jws`, text, 'm1')).status).toBe(201);
    expect((await served.put(`public/notice/${id}.jws`, text, 'm1')).status).toBe(422);
    expect((await served.put(`members/notice/${'0'.repeat(32)}.jws`, text, 'm1')).status).toBe(422);
    expect((await served.put(`members/notice/${id}.jws`, text, 'm2')).status).toBe(422);
    const seen = await signRemark('sighting', id, served.keyOf('m2'));
    expect((await served.put(`inbox/seen/${id}.m2.jws`, seen, 'm2')).status).toBe(201);
    expect((await served.put(`inbox/seen/${id}.m3.jws`, seen, 'm3')).status).toBe(422);
    expect((await served.put(`members/notice/${id}.seen.jws`, seen, 'm2')).status).toBe(403);
  });

  test('a policy of this coalition that all aggregators have signed, under its serial', async () => {
    const text = await policyOf('nordic', ['alpha', 'beta']);
    expect(await putByAlpha('members/policy/3.json', text)).toBe(422);
    expect(await putByAlpha('members/policy/2.json', '{}')).toBe(422);
    expect(await putByAlpha('members/policy/2.json', await policyOf('nordic', ['alpha']))).toBe(422);
    expect(await putByAlpha('members/policy/2.json', await policyOf('other', ['alpha', 'beta']))).toBe(422);
    expect(await putByAlpha('members/policy/2.json', text)).toBe(201);
  });

  test('an edition that all aggregators have signed, under its name', async () => {
    const one = await signEdition(EDITION, served.keyOf('alpha'), undefined);
    const both = await signEdition(EDITION, served.keyOf('beta'), one);
    expect((await served.put('public/edition/2026-Q3.1.json', '{}', 'alpha')).status).toBe(422);
    expect((await served.put('public/edition/2026-Q3.1.json', one, 'alpha')).status).toBe(422);
    expect((await served.put('public/edition/2026-Q3.2.json', both, 'alpha')).status).toBe(422);
    expect((await served.put('public/edition/2026-Q3.1.json', both, 'beta')).status).toBe(201);
  });

  test('a table is compared with its edition; one with other figures, before its edition, or of another kind is refused', async () => {
    const one = await signEdition(EDITION, served.keyOf('alpha'), undefined);
    const both = await signEdition(EDITION, served.keyOf('beta'), one);
    const table = editionCsv(EDITION);
    expect(await putByAlpha('public/edition/2026-Q3.1.csv', table)).toBe(422);
    expect(await putByAlpha('public/edition/2026-Q3.1.json', both)).toBe(201);
    expect(
      await putByAlpha('public/edition/2026-Q3.1.csv', `${table}2026-Q3.1,first,pages,se,2026-Q3,value,5\r\n`),
    ).toBe(422);
    expect(await putByAlpha('public/edition/2026-Q3.1.html', table)).toBe(422);
    expect(await putByAlpha('public/edition/2026-Q3.1.csv', table)).toBe(201);
  });

  test('a checkpoint that nobody cosigned is not witnessed', async () => {
    expect((await served.put('public/witness/m1', 'nordic/log\n0\n', 'm1')).status).toBe(422);
  });
});

describe('the log of the server', () => {
  test('holds who handed in what kind, and no address, token, path or content', async () => {
    await served.put(SEALED, await submission('m1', 'canary-content'), 'm1');
    await served.get('canary-path?canary-query', 'm2');
    await served.get('public/edition/canary.json');
    const lines = served.logged.text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ party: 'm1', kind: 'submission', message: 'taken' }),
    ]);
    expect(served.logged.text).not.toMatch(/canary|127\.0\.0\.1|token-of|2026-Q3/u);
  });

  test('the answers hold nothing of the request either', async () => {
    const answers = await Promise.all(
      ['canary-path', 'public/edition/canary.json', 'sealed/2026-Q3/submission-canary.1.jws'].map(async (path) => {
        const response = await served.get(path, 'm1');
        return `${JSON.stringify([...response.headers])}${await response.text()}`;
      }),
    );
    expect(answers.join('')).not.toContain('canary');
  });
});

test('the present quarter is that of the server’s clock', () => {
  expect(new Date(NOW * 1000).toISOString().slice(0, 10)).toBe('2026-10-01');
});
