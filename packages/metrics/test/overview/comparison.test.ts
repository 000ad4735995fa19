import { expect, test } from '@jest/globals';
import { overviewOf } from '@netvakt/metrics';
import { renderOverview } from '../../src/overview/page.ts';
import { makeWorld } from '../support/world.ts';

const BINS = [
  { range: 'below 99', members: 2, isOwn: false },
  { range: '99 and more', members: 5, isOwn: true },
];
const WORLD = overviewOf(makeWorld().sources, undefined, 1_795_692_000);

test('the own quarter is next to that of all members, and what is not released is said to be so', () => {
  const rows = [
    { indicator: 'canary-http', market: 'se', per: 100, own: 99.95, all: 99.41, contributors: 7, bins: BINS },
    { indicator: 'pages', market: '<se>', per: 100_000, own: null, all: null, contributors: 0, bins: [] },
  ];
  const html = renderOverview({ ...WORLD, comparison: { edition: '2026-Q3.1', rows } });
  expect(html).toContain('<h2 id="coalition">Compared with other operators</h2>');
  expect(html).toContain(
    '<tr><th scope="row">canary-http</th><td>se</td><td>%</td><td>99.95</td><td>99.41</td><td>7</td><td>below 99: 2, <b>99 and more: 5</b></td></tr>',
  );
  expect(html).toContain(
    '<tr><th scope="row">pages</th><td>&lt;se&gt;</td><td>100 000</td><td>–</td><td>not released</td><td>–</td><td>–</td></tr>',
  );
});

test('a filter without a coalition has no such section', () => {
  expect(renderOverview(WORLD)).not.toContain('id="coalition"');
});
