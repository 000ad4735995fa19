import { expect, test } from '@jest/globals';
import { dropsIn } from '../../src/run/conntrack.ts';

const NAMES = 'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop';
const row = (drop: string): string => `00000012  00000000 0 0 0 0 0 0 0 00000001 ${drop} 00000009`;

test('drops of all processors are added up', () => {
  expect(dropsIn(`${NAMES}\n${row('0000000a')}\n${row('00000006')}\n`)).toBe(16);
});

test.each([
  { why: 'the kernel tracks nothing', text: '' },
  { why: 'there is no such column', text: 'entries found\n00000001 00000002\n' },
])('none if $why', ({ text }) => {
  expect(dropsIn(text)).toBe(0);
});
