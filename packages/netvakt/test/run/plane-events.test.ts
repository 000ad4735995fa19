import { expect, test } from '@jest/globals';
import type { Log } from '../../src/base/log.ts';
import type { ServiceFigures } from '../../src/run/figures.ts';
import { planeEvents } from '../../src/run/plane-events.ts';

test('the error that keeps workers from accepting is in the log, by its symbolic name', () => {
  const logged: unknown[][] = [];
  const log = { error: (...words: unknown[]) => logged.push(words) } as unknown as Log;
  planeEvents({} as ServiceFigures, log, () => {}).onWorker({ kind: 'paused', index: 1, errno: 'EPERM' });
  expect(logged).toEqual([[{ worker: 1, code: 'EPERM' }, 'connections cannot be accepted: trying again each 100 ms']]);
});
