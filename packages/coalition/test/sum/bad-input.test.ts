import { expect, test } from '@jest/globals';
import { makeSubmission } from '../../src/seal/submission.ts';
import { generateKey, publicPart } from '../../src/signature/key.ts';
import { LEFT_OUT } from '../../src/sum/collect.ts';
import { DEFINITIONS, FIVE, figureOf, monthly, QUARTER, TestCoalition } from '../support/coalition.ts';

const JULY = [120, 130, 140];

/** Six members of whom five submitted well; `hazel` is the one whose file is bad. */
async function withHazel(): Promise<TestCoalition> {
  const coalition = await TestCoalition.of([...FIVE, { id: 'hazel', subscriptions: { se: 130 } }]);
  for (const { id } of FIVE) await coalition.submit(id, monthly(JULY, 100_000));
  return coalition;
}

const CASES: readonly {
  why: string;
  reason: keyof typeof LEFT_OUT;
  file: (coalition: TestCoalition) => Promise<string>;
}[] = [
  {
    why: 'cut off',
    reason: 'damaged',
    file: async (coalition) => (await hazels(coalition)).slice(0, 2000),
  },
  { why: 'empty', reason: 'damaged', file: () => Promise.resolve('') },
  { why: 'no submission at all', reason: 'damaged', file: () => Promise.resolve('{"hello":"world"}') },
  {
    why: 'one character of the signed part changed',
    reason: 'foreign',
    file: async (coalition) => (await hazels(coalition)).replace(/"payload":"(.{900})./u, '"payload":"$1A'),
  },
  {
    why: 'the policy itself',
    reason: 'foreign',
    file: (coalition) => Promise.resolve(coalition.text),
  },
  {
    why: 'signed by somebody who is no member',
    reason: 'foreign',
    file: async (coalition) => {
      const stranger = await TestCoalition.of([...FIVE, { id: 'hazel', subscriptions: { se: 130 } }]);
      return await hazels(stranger, coalition);
    },
  },
  {
    why: 'of another policy',
    reason: 'other-policy',
    file: async (coalition) => {
      const signed = {
        policy: coalition.signed.policy,
        digest: coalition.signed.digest.replace(/^./u, (c) => (c === 'a' ? 'b' : 'a')),
      };
      return await made(coalition, { signed });
    },
  },
  {
    why: 'of another quarter',
    reason: 'other-quarter',
    file: async (coalition) => await made(coalition, { quarter: '2026-Q2' }),
  },
  {
    why: 'of other definitions',
    reason: 'other-definitions',
    file: async (coalition) => {
      const definitions = { ...DEFINITIONS, window_seconds: 3600 };
      const policy = { ...coalition.signed.policy, definitions };
      return await made(coalition, { signed: { policy, digest: coalition.signed.digest }, definitions });
    },
  },
  {
    why: 'sealed for somebody else',
    reason: 'not-sealed-for-us',
    file: async (coalition) => {
      const others = await TestCoalition.of();
      const policy = { ...coalition.signed.policy, aggregators: others.signed.policy.aggregators };
      return await made(coalition, { signed: { policy, digest: coalition.signed.digest } });
    },
  },
];

function hazels(coalition: TestCoalition, within: TestCoalition = coalition): Promise<string> {
  return made(coalition, { signed: within.signed, key: coalition.keys.get('hazel') });
}

async function made(coalition: TestCoalition, changes: object): Promise<string> {
  const key = coalition.keys.get('hazel') ?? (await generateKey());
  const cells = monthly([9000, 9000, 9000], 100_000);
  const input = { signed: coalition.signed, quarter: QUARTER, key, cells, definitions: DEFINITIONS, ...changes };
  const { policy } = input.signed;
  // A stranger's own policy would not let it submit at all: it lies about whose key counts.
  const hazel = { id: 'hazel', key: publicPart(key), subscriptions: { se: 130 }, publishes: [] };
  const members = [...policy.members.filter(({ id }) => id !== 'hazel'), hazel];
  const { text } = await makeSubmission({ ...input, signed: { ...input.signed, policy: { ...policy, members } } });
  return text;
}

test.each(CASES)('a file that is $why: left out as $reason, and the others are added', async ({ reason, file }) => {
  const coalition = await withHazel();
  coalition.files.push({ file: 'hazel.1.jws', text: await file(coalition) });
  const { collected } = await coalition.step('north');
  expect(collected.leftOut.map((one) => [one.file, one.reason])).toEqual([['hazel.1.jws', reason]]);
  expect(LEFT_OUT[reason]).toMatch(/: \w+/u); // states what to do
  await coalition.round();
  expect(figureOf(await coalition.open(), 'se', '2026-07')).toMatchObject({ contributors: 5, ratio: '120' });
});

test('the same file twice counts once; an older one sent again changes nothing', async () => {
  const coalition = await withHazel();
  const first = await coalition.submit('hazel', monthly([9000, 9000, 9000], 100_000));
  await coalition.submit('hazel', monthly([120, 130, 140], 100_000));
  coalition.files.push({ file: 'again.jws', text: first });
  const { collected } = await coalition.step('north');
  expect(collected.leftOut.map((one) => one.reason).toSorted()).toEqual(['copy', 'replayed']);
  await coalition.round();
  expect(figureOf(await coalition.open(), 'se', '2026-07')).toMatchObject({ contributors: 6, ratio: '120' });
});

test('two that differ under one number: neither counts, until a third settles it', async () => {
  const coalition = await withHazel();
  await coalition.submit('hazel', monthly([9000, 9000, 9000], 100_000), { revision: 1 });
  await coalition.submit('hazel', monthly([120, 130, 140], 100_000), { revision: 1 });
  const { collected } = await coalition.step('north');
  expect(collected.leftOut.map((one) => one.reason)).toEqual(['ambiguous', 'ambiguous']);
  await coalition.submit('hazel', monthly([120, 130, 140], 100_000));
  await coalition.round();
  expect(figureOf(await coalition.open(), 'se', '2026-07')).toMatchObject({ contributors: 6, ratio: '120' });
});
