/** An operator and a market have the same name in the configuration of a filter, in a report, a policy and a path. */
import { expect, test } from '@jest/globals';
import { LIST_ID } from '@netvakt/blocklist';
import { filePlace, nameSchema, reportSchema } from '@netvakt/coalition';

const NAMES = ['a', 'a'.repeat(32), 'a'.repeat(33), 'a'.repeat(40), 'A', '1a', 'a_b', ''];

test.each(NAMES)('%j is a name everywhere or nowhere', (name) => {
  const inPath = filePlace(`sealed/2026-Q3/submission-${name}.1.jws`) !== undefined;
  const issues = reportSchema.safeParse({ operator: name }).error?.issues ?? [];
  const inReport = !issues.some(({ path }) => path.join() === 'operator');
  const one = LIST_ID.test(name);
  expect([nameSchema.safeParse(name).success, inPath, inReport]).toEqual([one, one, one]);
});
