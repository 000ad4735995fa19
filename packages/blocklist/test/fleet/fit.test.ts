import { expect, test } from '@jest/globals';
import { openSnapshot } from '@netvakt/matcher';
import { unfit } from '../../src/fleet/fit.ts';
import { type Enforcement, parseBytes } from '../../src/index.ts';
import { compileLists } from '../../src/snapshot/compile.ts';
import { settingsFor, taken } from '../support/parse.ts';

const seed = Uint32Array.of(1, 2, 3, 4);
const node = { markets: ['se', 'lt'], lists: ['first'], mustPass: ['http://help.test/'] };

const list = (id: string, text: string, enforcement: Enforcement, index: number) =>
  taken(parseBytes(Buffer.from(text), { ...settingsFor({ id, markets: ['se'] }), enforcement }, index));

test.each([
  { why: 'its lists', lists: [list('first', 'bad.test', 'enforce', 0)], reason: undefined },
  {
    why: 'its list, and a delivery of it in shadow, which blocks nothing',
    lists: [list('first', 'bad.test', 'enforce', 0), list('first', 'help.test', 'shadow', 1)],
    reason: undefined,
  },
  {
    why: 'its list, and another one',
    lists: [list('first', 'bad.test', 'enforce', 0), list('other', 'bad.test', 'shadow', 1)],
    reason: 'fleet-lists',
  },
  { why: 'a page that must pass', lists: [list('first', 'help.test', 'enforce', 0)], reason: 'fleet-must-pass' },
])('a node is sent $why', ({ lists, reason }) => {
  const snapshot = openSnapshot(compileLists(lists, { markets: node.markets, seed }));
  expect(unfit(snapshot, node)?.reason).toBe(reason);
});
