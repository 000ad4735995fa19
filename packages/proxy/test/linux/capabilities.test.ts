import { expect, test } from '@jest/globals';
import { processCapabilities } from '../../src/linux/capabilities.ts';

const unreadable = (): never => {
  throw new Error('ENOENT');
};

const status = (effective: string): string =>
  `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${effective}\nCapBnd:\t0\n`;

test.each([
  { why: 'all of them', effective: '000001ffffffffff', netAdmin: true, netRaw: true },
  { why: 'CAP_NET_ADMIN alone', effective: '0000000000001000', netAdmin: true, netRaw: false },
  { why: 'CAP_NET_RAW alone', effective: '0000000000002000', netAdmin: false, netRaw: true },
  { why: 'others', effective: '0000000000000400', netAdmin: false, netRaw: false },
  { why: 'none', effective: '0000000000000000', netAdmin: false, netRaw: false },
  { why: 'unreadable', effective: 'what', netAdmin: false, netRaw: false },
])('$why', ({ effective, netAdmin, netRaw }) => {
  expect(processCapabilities(() => status(effective))).toMatchObject({ netAdmin, netRaw });
});

test('without /proc there are none', () => {
  expect(processCapabilities(unreadable)).toMatchObject({ netAdmin: false, netRaw: false });
});

test('root is the effective user', () => {
  expect(processCapabilities().root).toBe(process.geteuid?.() === 0);
});
