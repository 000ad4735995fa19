import { expect, test } from '@jest/globals';
import { additionText, lackingElements } from '../../src/export/nft/elements.ts';

const set = (name: string, ...elem: unknown[]): string => JSON.stringify({ set: { family: 'inet', name, elem } });
const prefix = (addr: string, len: number): object => ({ prefix: { addr, len } });

test.each([
  { why: 'an interface', name: 'subscribers', planned: ['eth1', 'ppp*'], present: ['ppp*'], lacks: ['"eth1"'] },
  { why: 'an interface that a pattern covers', name: 'subscribers', planned: ['ppp0'], present: ['ppp*'], lacks: [] },
  { why: 'a port', name: 'ports', planned: [80, 443], present: [443, 8080], lacks: ['80'] },
  {
    why: 'a network within a wider one',
    name: 'bypass4',
    planned: [prefix('192.0.2.0', 25)],
    present: [prefix('192.0.2.0', 24)],
    lacks: [],
  },
  {
    why: 'a network of which a part is gone',
    name: 'bypass4',
    planned: [prefix('192.0.2.0', 24)],
    present: [{ range: ['192.0.2.0', '192.0.2.9'] }, '192.0.2.255'],
    lacks: ['192.0.2.0/24'],
  },
  {
    why: 'a network of IPv6',
    name: 'bypass6',
    planned: [prefix('2001:db8::', 32), '2001:db8::1'],
    present: [],
    lacks: ['2001:db8::/32', '2001:db8::1'],
  },
  {
    why: 'an element with a comment',
    name: 'bypass4',
    planned: ['192.0.2.1'],
    present: [{ elem: { val: '192.0.2.1', comment: 'noc' } }],
    lacks: [],
  },
  { why: 'what is filled meanwhile', name: 'suspects4', planned: ['192.0.2.1'], present: [], lacks: [] },
])('what a set lacks: $why', ({ name, planned, present, lacks }) => {
  const lacking = lackingElements([set(name, ...planned)], [set(name, ...present)]);
  expect(lacking.flatMap(({ elements }) => elements)).toEqual(lacks);
});

test('what is lacking is added, and nothing is taken away', () => {
  const lacking = [{ set: 'ports', elements: ['80', '443'], planned: 2 }];
  expect(additionText('netvakt', lacking)).toBe('add element inet netvakt ports { 80, 443 }\n');
});
