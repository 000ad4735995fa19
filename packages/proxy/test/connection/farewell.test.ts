import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { Farewell } from '../../src/connection/farewell.ts';
import type { FlowStage } from '../../src/connection/flow-stage.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';

const LIMITS = { ...DEFAULT_LIMITS, lingerTime: 5, idleTime: 60, lingerBytes: 100 };

/** A flow whose socket holds `unsent` bytes; the client takes some of them between two looks, as often as `takes` specifies. */
function leaving(unsent: number, takes: number): { stage: FlowStage; reported: string[] } {
  const reported: string[] = [];
  const held: { stage?: FlowStage } = {};
  let left = takes;
  const report =
    (what: string): (() => void) =>
    () =>
      void reported.push(what);
  const socket = {
    destroyed: false,
    writableLength: unsent,
    end: report('end'),
    resume: report('resume'),
    destroy: report('destroy'),
    resetAndDestroy: report('reset'),
  };
  Farewell.begin({
    socket: socket as unknown as Socket,
    policy: { limits: LIMITS },
    hand: (stage) => {
      held.stage = stage;
    },
    setDeadline: (after) => void reported.push(`deadline ${after}`),
    clientProgressed: () => {
      left -= 1;
      return left >= 0;
    },
    close: report('close'),
  });
  if (held.stage === undefined) throw new Error('The flow was not handed on');
  return { stage: held.stage, reported };
}

test('nothing is left: the client has lingerTime to close, then it is closed', () => {
  const { stage, reported } = leaving(0, 0);
  stage.expire();
  expect(reported).toEqual(['deadline 5', 'end', 'resume', 'destroy']);
});

test('the deadline moves with what the client takes, and a client that takes nothing more is reset', () => {
  // One look at the start, two that find progress.
  const { stage, reported } = leaving(1, 3);
  for (let look = 0; look < 4; look += 1) stage.expire();
  expect(reported.slice(3)).toEqual(['deadline 5', 'deadline 5', 'deadline 55', 'reset']);
});

test('a client that takes something after a long pause has its time again', () => {
  const { stage, reported } = leaving(1, 1);
  stage.expire();
  stage.drained();
  expect(reported.slice(3)).toEqual(['deadline 55', 'deadline 5']);
});

test.each([
  { unsent: 0, want: 'destroy' },
  { unsent: 1, want: 'reset' },
])('a cut, or more than may be thrown away, is no clean end while bytes are left: $unsent', ({ unsent, want }) => {
  const cut = leaving(unsent, 0);
  cut.stage.cut();
  expect(cut.reported.at(-1)).toBe(want);
  const flooded = leaving(unsent, 0);
  flooded.stage.data(Buffer.alloc(101));
  expect(flooded.reported.at(-1)).toBe(want);
});
