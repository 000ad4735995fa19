import { expect, test } from '@jest/globals';
import { policyJsonSchema } from '../../src/policy/policy.ts';
import { editionJsonSchema, readEdition, signEdition } from '../../src/sum/edition.ts';
import { editionCsv } from '../../src/sum/edition-csv.ts';
import { ratioText } from '../../src/sum/ratio.ts';
import { FIVE, monthly, TestCoalition } from '../support/coalition.ts';

async function opened(): Promise<{ coalition: TestCoalition; edition: Awaited<ReturnType<TestCoalition['open']>> }> {
  const coalition = await TestCoalition.of();
  for (const { id } of FIVE) await coalition.submit(id, monthly([120, 0, 700], 100_000));
  await coalition.round();
  return { coalition, edition: await coalition.open() };
}

test('an edition as a table: one row a figure, the quarter named, bins as lists', async () => {
  const { edition } = await opened();
  const [head, ...rows] = editionCsv(edition).split('\r\n');
  expect(head).toBe(
    'edition,reason,indicator,market,period,status,contributors,ratio,per,bin_bounds,bin_members,since',
  );
  expect(rows).toContain('2026-Q3.1,first,blocked-pages,se,2026-07,value,5,120,100000,100 300 1000,0 5 0 0,2026-Q3.1');
  expect(rows).toContain(
    '2026-Q3.1,first,blocked-pages,all,2026-Q3,value,5,273.3,100000,100 300 1000,0 5 0 0,2026-Q3.1',
  );
  expect(rows).toHaveLength(edition.figures.length + 1); // and the end of the last line
});

test('a changed figure is found: the signatures are of the whole edition', async () => {
  const { coalition, edition } = await opened();
  const { policy } = coalition.signed;
  let text: string | undefined;
  for (const { key } of coalition.parties) text = await signEdition(edition, key, text);
  expect((await readEdition(text ?? '', policy)).signers).toEqual(['north', 'south']);
  const { payload, signatures } = JSON.parse(text ?? '') as { payload: string; signatures: unknown[] };
  const forged = Buffer.from(payload, 'base64url').toString('utf8').replace('"ratio":"120"', '"ratio":"121"');
  const changed = JSON.stringify({ payload: Buffer.from(forged).toString('base64url'), signatures });
  await expect(readEdition(changed, policy)).rejects.toThrow(/does not match its content/u);
});

test.each<{ why: string; numerator: bigint; denominator: bigint; per: number; text: string }>([
  { why: 'four digits', numerator: 1n, denominator: 3n, per: 100, text: '33.33' },
  { why: 'rounded half up', numerator: 12_345n, denominator: 100_000n, per: 100, text: '12.35' },
  { why: 'no zeros at the end', numerator: 1n, denominator: 2n, per: 1, text: '0.5' },
  { why: 'zero', numerator: 0n, denominator: 7n, per: 100_000, text: '0' },
  { why: 'a small one keeps its digits', numerator: 1n, denominator: 7_000_000n, per: 1, text: '0.0000001429' },
  {
    why: 'a large one: the fifth digit would tell the sum',
    numerator: 123_456_789n,
    denominator: 1n,
    per: 1,
    text: '123500000',
  },
  { why: 'whole', numerator: 1n, denominator: 1n, per: 100, text: '100' },
  { why: 'just below a power of ten', numerator: 99_999n, denominator: 1000n, per: 1, text: '100' },
])('a ratio as text: $why', ({ numerator, denominator, per, text }) => {
  expect(ratioText(numerator, denominator, per)).toBe(text);
});

test('the forms are published as JSON Schema', () => {
  for (const schema of [policyJsonSchema(), editionJsonSchema()]) {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  }
});
