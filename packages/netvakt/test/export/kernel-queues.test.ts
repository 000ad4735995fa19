import { expect, test } from '@jest/globals';
import { kernelQueuesIn } from '../../src/export/nft/kernel-queues.ts';

const TEXT = `    0  29312     3 2 20000     7     1       41  1
    1  29312     2 2 20000     0     0        5  1
   10   4711   900 2 65531    90    80      999  1
`;

test('the queues of the plan are added up, and no others', () => {
  expect(kernelQueuesIn(TEXT, { queue: 0, queues: 2 })).toEqual({ waiting: 5, full: 7, unsent: 1 });
  expect(kernelQueuesIn(TEXT, { queue: 10, queues: 1 })).toEqual({ waiting: 900, full: 90, unsent: 80 });
});

test.each([
  { why: 'nobody has bound them', text: TEXT, queue: 4 },
  { why: 'there is none', text: '', queue: 0 },
  { why: 'the text is another', text: 'queue total\n', queue: 0 },
])('nothing is known if $why', ({ text, queue }) => {
  expect(kernelQueuesIn(text, { queue, queues: 2 })).toBeUndefined();
});
