import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { makeWorld } from '../support/world.ts';

const NAME = 'Prometheus’s own judge of names and units finds nothing to say';
const missing = spawnSync('promtool', ['--version']).error !== undefined;

async function judge(): Promise<void> {
  const { body } = await makeWorld().metrics.render(undefined);
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
}

if (missing && process.env['CI'] !== 'true') test.skip(`${NAME} (skipped: no promtool here)`, judge);
else test(NAME, judge);
