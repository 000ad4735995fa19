import { expect, test } from '@jest/globals';
import { Backlog } from '../../src/packet/backlog.ts';

const BATCH = 4;
const LENGTH = 16;

/** What it returns after each of these batches, with `held` packets held. */
function after(batches: readonly number[], held = 0): readonly boolean[] {
  const backlog = new Backlog(BATCH, LENGTH);
  return batches.map((count) => backlog.came(count, held));
}

test.each([
  { why: 'as many in a row as may wait', batches: [4, 4, 4, 4], held: 0, behind: [false, false, false, true] },
  {
    why: 'the queue ran empty in between',
    batches: [4, 4, 4, 3, 4],
    held: 0,
    behind: [false, false, false, false, false],
  },
  { why: 'some places are taken by what is held', batches: [4, 4, 4], held: 4, behind: [false, false, true] },
  {
    why: 'it recovers with the first batch that is not full',
    batches: [4, 4, 4, 4, 4, 1, 4],
    held: 0,
    behind: [false, false, false, true, true, false, false],
  },
])('behind or not: $why', ({ batches, held, behind }) => {
  expect(after(batches, held)).toEqual(behind);
});
