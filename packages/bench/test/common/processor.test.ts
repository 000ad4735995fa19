import { availableParallelism } from 'node:os';
import { expect, test } from '@jest/globals';
import { isInstalled } from '../../src/common/daemon.ts';
import { whileOn } from '../../src/common/processor.ts';
import { describeUnless } from '../support/describe-unless.ts';

const lack = !isInstalled('taskset')
  ? 'needs taskset (util-linux)'
  : availableParallelism() < 2
    ? 'needs two cores'
    : undefined;

// A bench that left its process on one core made the next one of the same process report that the machine has only one.
describeUnless(lack)('a process that keeps to one core for a while', () => {
  test.each([
    { why: 'work that succeeds', work: () => Promise.resolve(availableParallelism()), end: 1 },
    { why: 'work that fails', work: () => Promise.reject(new Error('in vain')), end: 'in vain' },
  ])('may use its cores again after $why', async ({ work, end }) => {
    const before = availableParallelism();
    const seen = await whileOn(0, work).catch((error: Error) => error.message);
    expect([seen, availableParallelism()]).toEqual([end, before]);
  });
});
