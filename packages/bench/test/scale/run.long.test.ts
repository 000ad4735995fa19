import { expect, test } from '@jest/globals';
import { SCALE_AXES } from '../../src/scale/axes.ts';
import { scalePage } from '../../src/scale/report.ts';
import { runScaleBench } from '../../src/scale/run.ts';
import { QUICK_SCALE, type ScaleSettings } from '../../src/scale/settings.ts';
import { tailBenchObstacle } from '../../src/tail/run.ts';
import { describeUnless } from '../support/describe-unless.ts';

const TINY: ScaleSettings = {
  ...QUICK_SCALE,
  steps: { workers: [1, 2], rules: [0, 10], idle: [1, 20], busy: [1, 3], markets: [1, 2], lists: [1, 3] },
  rules: 10,
  connections: 4,
  share: 0.05,
  filters: 2,
  rounds: 1,
  warm: 50,
  millis: 200,
};

describeUnless(tailBenchObstacle())('the benchmark of growth', () => {
  test('a whole run, in little: each step of each axis, and every request is answered', async () => {
    const lines: string[] = [];
    const report = await runScaleBench({ settings: TINY, command: 'test', progress: (line) => lines.push(line) });
    expect(report.results.map(({ axis, step }) => `${axis} ${step}`)).toEqual([
      'workers 1',
      'workers 2 on one core',
      'workers 2',
      'rules 0',
      'rules 10',
      'idle 1',
      'idle 20',
      'busy 1',
      'busy 3',
      'markets 1',
      'markets 2',
      'lists 1',
      'lists 3',
    ]);
    // How fast, how steep, and whether the machine let it be measured, is not for a test to say.
    for (const { step, requests, failed, rounds, cpu, memory } of report.results) {
      expect([step, requests > 0, failed, rounds]).toEqual([step, true, 0, 1]);
      expect([cpu.value > 0, memory.value > 0]).toEqual([true, true]);
    }
    expect(report.slopes).toHaveLength(3 * SCALE_AXES.length);
    expect(lines.length).toBeGreaterThan(report.results.length);
    // What is kept as JSON makes the same page.
    const kept = JSON.parse(JSON.stringify(report)) as typeof report;
    expect(kept).toMatchObject({ bench: 'scale', command: 'test', settings: TINY });
    expect(scalePage(kept)).toBe(scalePage(report));
  });
});
