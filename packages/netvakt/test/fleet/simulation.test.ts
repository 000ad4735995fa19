import { expect, test } from '@jest/globals';
import { plannedStages, WHOLE_FLEET } from '@netvakt/blocklist';
import { type Push, simulate } from '../../src/fleet/simulation.ts';
import { runCommand } from '../support/captured.ts';

const MINUTE = 60_000;
const STAGED: Push = {
  nodes: 1000,
  stages: plannedStages([100, 1000, WHOLE_FLEET], 60 * MINUTE, 0),
  every: MINUTE,
  jitter: MINUTE / 10,
  noticedAfter: 20 * MINUTE,
  refusedByNodes: false,
  seed: 1,
};

test('a bad push that is noticed within the first hold reaches about one per cent of a thousand nodes', () => {
  const report = simulate(STAGED);
  expect(report.reached).toBeGreaterThan(3); // somebody has to notice
  expect(report.reached).toBeLessThanOrEqual(15);
  // Back at the next look after the halt: every node within a minute and its jitter.
  expect(report.overAfterMinutes - report.haltedAfterMinutes).toBeLessThanOrEqual(2);
  expect(simulate(STAGED)).toEqual(report);
});

test.each<{ why: string; push: Partial<Push>; least: number; most: number }>([
  { why: 'to all at once: all of them', push: { stages: [{ share: WHOLE_FLEET, from: 0 }] }, least: 1000, most: 1000 },
  { why: 'noticed in the second hold', push: { noticedAfter: 90 * MINUTE }, least: 70, most: 130 },
  { why: 'noticed when it had gone everywhere', push: { noticedAfter: 180 * MINUTE }, least: 1000, most: 1000 },
  { why: 'refused by the nodes themselves', push: { refusedByNodes: true }, least: 0, most: 0 },
  {
    why: 'a first stage that waits for a person',
    push: { stages: [{ share: 100, from: 0 }], noticedAfter: 4 * 60 * MINUTE },
    least: 4,
    most: 15,
  },
])('$why', ({ push, least, most }) => {
  for (const seed of [1, 2, 3]) {
    const { reached } = simulate({ ...STAGED, ...push, seed });
    expect(reached).toBeGreaterThanOrEqual(least);
    expect(reached).toBeLessThanOrEqual(most);
  }
});

test('the command prints the figures of the three ways', async () => {
  const { code, stdout } = await runCommand(['fleet', 'simulate', '--json']);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { push: string; reached: number });
  expect(code).toBe(0);
  expect(rows.map(({ push }) => push)).toEqual(['staged', 'at once', 'refused by nodes']);
  expect(rows.map(({ reached }) => reached <= 15)).toEqual([true, false, true]);
  expect((await runCommand(['fleet', 'simulate', '--shares', '0,200'])).code).toBe(2);
});
