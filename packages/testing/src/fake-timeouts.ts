import type { jest } from '@jest/globals';

/**
 * From now on a timeout that the code under test sets ends only on request of the test (`jest.advanceTimersByTime`);
 * sockets, promises and the clock go on. `jest.useRealTimers()` ends it.
 */
export function fakeTimeouts(timers: typeof jest): void {
  timers.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval'],
  });
}
