import { expect, test } from '@jest/globals';
import { compare } from '../../src/demo/day/compare.ts';
import { dayScript } from '../../src/demo/day/script.ts';
import { runCommand } from '../support/captured.ts';

test('a hundredth of a day through the real filter: every figure is the script’s', async () => {
  const { code, stdout } = await runCommand(['demo', 'day', '--scale', '0.01', '--seed', '7', '--json']);
  const { equal, rows, events, blocked } = JSON.parse(stdout) as {
    readonly equal: boolean;
    readonly rows: readonly { readonly truth: number; readonly exported: number; readonly stored: number }[];
    readonly events: number;
    readonly blocked: number;
  };
  expect([code, equal, blocked]).toEqual([0, true, events]);
  expect(rows.map(({ exported, stored }) => [exported, stored])).toEqual(rows.map(({ truth }) => [truth, truth]));
  expect(rows.filter(({ truth }) => truth > 0).length).toBeGreaterThan(60);
});

test('a day is the size that it says: half a million attempts in 30 days, 3,500 pages a day in the largest market', () => {
  const { counts, events } = dayScript(1, 1);
  const markets = [...counts].filter(([place]) => !place.includes('/'));
  expect(markets).toHaveLength(8);
  const [requests, attempts] = markets.reduce(([a, b], [, [c, d]]) => [a + c, b + d], [0, 0]);
  expect(requests).toBe(events.length);
  expect(Math.abs(attempts * 30 - 500_000)).toBeLessThan(1000);
  expect(Math.abs((counts.get('se')?.[2] ?? 0) - 3500)).toBeLessThan(150);
});

test('the same seed is the same day, another seed is another', () => {
  expect(dayScript(3, 0.01)).toEqual(dayScript(3, 0.01));
  expect(dayScript(3, 0.01)).not.toEqual(dayScript(4, 0.01));
});

test('a figure that only one side has is compared too', () => {
  const exposition =
    'netvakt_blocked_pages_total{market="se",list="urls"} 2\nnetvakt_market_blocked_pages_total{market="se"} 2\n';
  const rows = compare({ counts: new Map() }, exposition, { rows: [], definitions: [], endings: [], service: [] });
  expect(rows.filter(({ exported }) => exported > 0).map(({ place, unit, truth }) => [place, unit, truth])).toEqual([
    ['se', 'pages', 0],
    ['se/urls', 'pages', 0],
  ]);
});

test.each([
  ['--scale', '0'],
  ['--seed', 'x'],
  ['--scale', '11'],
])('%s %s is refused', async (name, value) => {
  const { code, stderr } = await runCommand(['demo', 'day', name, value]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--scale is above 0')]);
});
