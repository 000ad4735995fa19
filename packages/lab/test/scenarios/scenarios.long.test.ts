/** Short forms of the scenarios; each runs whole from the command line, `packages/lab/src/scenarios/main.ts`. */
import { expect, test } from '@jest/globals';
import { abortStorm } from '../../src/scenarios/abort-storm.ts';
import { download2GiB } from '../../src/scenarios/download.ts';
import { ownFilter, perform, type Scenario } from '../../src/scenarios/scenario.ts';
import { websocket } from '../../src/scenarios/websocket.ts';

test.each<{ scenario: Scenario; scale: number }>([
  { scenario: abortStorm, scale: 0.2 },
  { scenario: download2GiB, scale: 0.05 },
  { scenario: websocket, scale: 1 },
])('$scenario.name: $scenario.why', async ({ scenario, scale }) => {
  const checks = await perform(scenario, ownFilter('netvakt'), scale);
  expect(checks.length).toBeGreaterThan(2);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
});
