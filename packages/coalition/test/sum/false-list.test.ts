/** A second aggregator that lists a member twice: the difference of two sums would be the first one's share of that member. */
import { expect, test } from '@jest/globals';
import { readAccepted, readSum, type SubmissionRef, type SumPayload, writeSum } from '../../src/sum/documents.ts';
import { openEdition } from '../../src/sum/edition.ts';
import { FIVE, monthly, QUARTER, TestCoalition } from '../support/coalition.ts';

/** The five have submitted, and the second aggregator has accepted what the first has. */
async function accepted(): Promise<{ coalition: TestCoalition; refs: readonly SubmissionRef[] }> {
  const coalition = await TestCoalition.of();
  for (const { id } of FIVE) await coalition.submit(id, monthly([120, 130, 140], 100_000));
  const { step } = await coalition.step('north');
  if (step.kind !== 'accepted') throw new Error(step.kind);
  const expected = { signed: coalition.signed, quarter: QUARTER, party: 'north' };
  const { submissions } = await readAccepted(step.text, expected);
  return { coalition, refs: submissions };
}

const REFUSED = { code: 'ERR_ROUND', message: expect.stringMatching(/names a member twice\. Do not sum/u) };

test('one submission twice: the first aggregator does not sum', async () => {
  const { coalition, refs } = await accepted();
  await coalition.forgeAccepted('south', 1, [refs[0] as SubmissionRef, ...refs]);
  await expect(coalition.step('north')).rejects.toMatchObject(REFUSED);
  expect(coalition.sumsOf('north')).toEqual([]);
});

test('one submission twice, the second time under another name: what was opened counts', async () => {
  const { coalition, refs } = await accepted();
  await coalition.forgeAccepted('south', 1, [{ ...(refs[0] as SubmissionRef), member: 'hazel', revision: 7 }, ...refs]);
  await expect(coalition.step('north')).rejects.toMatchObject(REFUSED);
});

test('two revisions of one member: the first aggregator does not sum', async () => {
  const { coalition, refs: first } = await accepted();
  await coalition.submit('ash', monthly([1, 2, 3], 100_000));
  const { step } = await coalition.step('north');
  if (step.kind !== 'accepted') throw new Error(step.kind);
  const old = first.find(({ member }) => member === 'ash') as SubmissionRef;
  await coalition.forgeAccepted('south', 1, [old, ...step.payload.submissions]);
  await expect(coalition.step('north')).rejects.toMatchObject(REFUSED);
});

test.each([
  {
    what: 'a submission twice',
    change: ({ submissions }: SumPayload): Partial<SumPayload> => ({
      submissions: [submissions[0] as SubmissionRef, ...submissions],
    }),
  },
  {
    what: 'more members than submissions',
    change: ({ contributors }: SumPayload): Partial<SumPayload> => ({ contributors: contributors.map(() => 6) }),
  },
])('sums with $what are not opened', async ({ change }) => {
  const { coalition } = await accepted();
  await coalition.round();
  const sums: Record<string, string> = {};
  for (const { id, key } of coalition.parties) {
    const expected = { signed: coalition.signed, quarter: QUARTER, party: id };
    const sum = await readSum(coalition.sumsOf(id)[0] ?? '', expected);
    sums[id] = await writeSum({ ...sum, ...change(sum) }, key);
  }
  const opening = openEdition({ signed: coalition.signed, quarter: QUARTER, sums });
  await expect(opening).rejects.toMatchObject({
    code: 'ERR_ROUND',
    message: expect.stringMatching(/add a submission twice, or count more members.*Do not open/u),
  });
});
