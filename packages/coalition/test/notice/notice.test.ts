import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  CoalitionError,
  generateKey,
  type PrivateKey,
  type PublicKey,
  publicPart,
  readDocument,
} from '@netvakt/coalition';
import * as fc from 'fast-check';
import { mispEvent } from '../../src/notice/misp.ts';
import { isExpired, type Notice, noticeDocument } from '../../src/notice/notice.ts';
import { noticeId, readNotice, readRemark, signNotice, signRemark } from '../../src/notice/signed.ts';
import { stixDocument } from '../../src/notice/stix.ts';
import { textOfNotice } from '../../src/notice/text.ts';
import { mayReach, NOTICE_CODES } from '../../src/notice/vocabulary.ts';
import { anyNotice, MARKETS, NOTICES } from './notices.ts';

const DOCUMENT = noticeDocument(MARKETS);
const [NOTICE] = NOTICES as [Notice];

/** What must not be in a notice: a dotted name, a URL, addresses of either kind, mail, a phone number, a given name. */
const FORBIDDEN: readonly RegExp[] = [
  /\b[a-z0-9-]+\.[a-z]{2,}\b/iu,
  /:\/\//u,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/u,
  /\b[\da-f]{1,4}(?::[\da-f]{0,4}){2,}/iu,
  /@/u,
  /\b\+?\d{5,}\b/u,
];

/** What somebody might try to put into a field. */
const CANARIES: readonly string[] = [
  'canary.example',
  'http://canary.example/path',
  '192.0.2.77',
  '2001:db8::77',
  'person@canary.invalid',
  'Canary Person',
  '+46700000077',
  '3221225985',
  'xn--canary-cua',
];

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

describe('ten thousand generated notices', () => {
  test('are accepted, and none holds a host, a URL, an address or a person', () => {
    const found: string[] = [];
    const look = (notice: Notice): void => {
      expect(readDocument(JSON.stringify(notice), DOCUMENT)).toEqual(notice);
      found.push(...stringsIn(notice).filter((text) => FORBIDDEN.some((pattern) => pattern.test(text))));
      if (FORBIDDEN.some((pattern) => pattern.test(textOfNotice(notice).replaceAll(/\. |\.$/gu, ' '))))
        found.push('text');
    };
    fc.assert(fc.property(anyNotice, look), { numRuns: 10_000, seed: 15 });
    expect(found).toEqual([]);
  });

  test('with one more word in any field, old or new, are refused, and the message does not hold the word', () => {
    const fields = [
      'schema',
      'kind',
      'code',
      'market',
      'month',
      'trend',
      'tlp',
      'posted',
      'expires',
      'measure',
      'note',
      'author',
    ];
    const messages: string[] = [];
    const spoil = (notice: Notice, field: string, canary: string, how: string): void => {
      const old: unknown = notice[field as keyof Notice];
      const value =
        how === 'in place' ? canary : how === 'after' ? `${String(old)}${canary}` : { value: 1, unit: canary };
      const read = (): unknown => readDocument(JSON.stringify({ ...notice, [field]: value }), DOCUMENT);
      try {
        read();
        messages.push(`accepted in ${field}`);
      } catch (error) {
        if (!(error instanceof CoalitionError)) throw error;
        messages.push(...[error.message, ...error.reasons].filter((text) => text.includes(canary)));
      }
    };
    fc.assert(
      fc.property(
        anyNotice,
        fc.constantFrom(...fields),
        fc.constantFrom(...CANARIES),
        fc.constantFrom('in place', 'after', 'inside'),
        spoil,
      ),
      { numRuns: 10_000, seed: 15 },
    );
    expect(messages).toEqual([]);
  });
});

describe('a notice', () => {
  test.each([
    ['a code of another kind', { code: 'quic' }, 'code'],
    ['a market that the policy does not have', { market: 'dk' }, 'market'],
    ['a number that could be an address', { measure: { value: 10_000, unit: 'entries' } }, 'measure.value'],
    ['a fraction', { measure: { value: 0.5, unit: 'entries' } }, 'measure.value'],
    ['no such day', { posted: '2026-02-30' }, 'posted'],
    ['an end before its beginning', { expires: '2026-09-02' }, 'expires'],
    ['an end too far away', { expires: '2027-09-05' }, 'expires'],
    ['a month to come', { month: '2026-10' }, 'month'],
    ['a label of TLP 1', { tlp: 'white' }, 'tlp'],
  ])('with %s is refused, by field', (_name, change, field) => {
    const text = JSON.stringify({ ...NOTICE, ...change });
    expect(() => readDocument(text, DOCUMENT)).toThrow(new RegExp(`no valid notice: ${field}`, 'u'));
  });

  test('is of use until the end of its last day', () => {
    expect([isExpired(NOTICE, '2027-03-03'), isExpired(NOTICE, '2027-03-04')]).toEqual([false, true]);
  });

  test('says in words what it says in codes', () => {
    expect(textOfNotice(NOTICE)).toBe(
      'The list was not delivered anew in the usual time. Extent: 120 per mille of requests or entries. ' +
        'It is becoming more. Seen in 2026-08, market se.',
    );
  });

  test('has words that none of the kinds share', () => {
    const all = Object.values(NOTICE_CODES).flatMap((codes) => Object.keys(codes));
    expect(new Set(all).size).toBe(all.length);
  });

  test('reaches those that its label allows', () => {
    expect([mayReach('clear', 'green'), mayReach('green', 'green'), mayReach('amber', 'green')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a signed notice', () => {
  let keys: readonly [PrivateKey, PrivateKey];
  let known: readonly PublicKey[];

  beforeAll(async () => {
    keys = [await generateKey(), await generateKey()];
    known = keys.map(publicPart);
  });

  test('is read with its signer', async () => {
    const text = await signNotice(NOTICE, keys[0]);
    const { notice, signer } = await readNotice(text, known, MARKETS);
    expect([notice, signer.kid]).toEqual([NOTICE, keys[0].kid]);
  });

  test('has an id that another signer of the same words does not have', async () => {
    const ids = await Promise.all(keys.map(async (key) => noticeId(await signNotice(NOTICE, key))));
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => /^[\da-f]{32}$/u.test(id))).toBe(true);
  });

  test('of a stranger is refused', async () => {
    const text = await signNotice(NOTICE, await generateKey());
    await expect(readNotice(text, known, MARKETS)).rejects.toMatchObject({ code: 'ERR_SIGNATURE' });
  });

  test('is no remark, and a remark of one type is none of another', async () => {
    const text = await signRemark('sighting', 'ab'.repeat(16), keys[1]);
    expect((await readRemark(text, 'sighting', known)).notice).toBe('ab'.repeat(16));
    await expect(readRemark(text, 'withdrawal', known)).rejects.toMatchObject({ code: 'ERR_SIGNATURE' });
    await expect(readNotice(text, known, MARKETS)).rejects.toMatchObject({ code: 'ERR_SIGNATURE' });
    const odd = await signRemark('sighting', 'canary.example', keys[1]);
    await expect(readRemark(odd, 'sighting', known)).rejects.toThrow(/^(?!.*canary).*no id of a notice/u);
  });
});

describe('exports', () => {
  const shared = NOTICES.map((notice, i) => ({
    id: `${i}`.repeat(32),
    notice,
    author: 'canary-member',
    isSeenByOthers: i > 1,
    isWithdrawn: false,
  }));

  test('name no author', () => {
    expect(JSON.stringify([shared.map(mispEvent), stixDocument(shared)])).not.toContain('canary');
  });

  test('of the same notices are the same, so that importing twice adds nothing', () => {
    expect(stixDocument(shared)).toEqual(stixDocument(structuredClone(shared)));
    expect(shared.map(mispEvent)).toEqual(structuredClone(shared).map(mispEvent));
  });
});
