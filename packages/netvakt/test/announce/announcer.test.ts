import { expect, test } from '@jest/globals';
import { Announcer, type AnnounceStep, type RouteState } from '../../src/announce/announcer.ts';

const BOUNDS = { rise: 3, fall: 2, keep: 1 };
const GOOD: RouteState = { route: true, reasons: [] };
const bad = (...reasons: readonly string[]): RouteState => ({ route: false, reasons });
const repeat = (seen: RouteState, times: number): RouteState[] => Array.from({ length: times }, () => seen);

/** What each look came to. */
function steps(looks: readonly RouteState[], peers: readonly RouteState[] = []): AnnounceStep[] {
  const announcer = new Announcer(BOUNDS);
  return looks.map((look) => announcer.look(look, peers));
}

test.each<{ why: string; looks: readonly RouteState[]; peers?: readonly RouteState[]; last: AnnounceStep }>([
  { why: 'not before it was good three times in a row', looks: repeat(GOOD, 2), last: 'none' },
  { why: 'good three times in a row', looks: repeat(GOOD, 3), last: 'announce' },
  { why: 'a bad look begins the count anew', looks: [GOOD, GOOD, bad('starting'), GOOD, GOOD], last: 'none' },
  { why: 'one bad look is nothing', looks: [...repeat(GOOD, 3), bad('unreachable')], last: 'none' },
  { why: 'two in a row are', looks: [...repeat(GOOD, 3), ...repeat(bad('unreachable'), 2)], last: 'withdraw' },
  { why: 'draining is obeyed at once', looks: [...repeat(GOOD, 3), bad('draining')], last: 'withdraw' },
  { why: 'so is the drain file', looks: [...repeat(GOOD, 3), bad('lists-expired', 'drain-file')], last: 'withdraw' },
  {
    why: 'an expired list, with a peer left',
    looks: [...repeat(GOOD, 3), ...repeat(bad('lists-expired'), 2)],
    peers: [GOOD],
    last: 'withdraw',
  },
  {
    why: 'an expired list, and every peer has it too',
    looks: [...repeat(GOOD, 3), ...repeat(bad('lists-expired'), 9)],
    peers: [bad('lists-expired')],
    last: 'kept',
  },
  { why: 'an expired list, alone', looks: [...repeat(GOOD, 3), ...repeat(bad('lists-expired'), 9)], last: 'kept' },
  {
    why: 'dead workers are no shared reason, whatever peers say',
    looks: [...repeat(GOOD, 3), ...repeat(bad('lists-expired', 'workers-missing'), 2)],
    last: 'withdraw',
  },
])('$why: $last', ({ looks, peers = [], last }) => {
  expect(steps(looks, peers).at(-1)).toBe(last);
});

test('a node that flaps faster than its bounds is announced and withdrawn never again', () => {
  const flapping = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? bad('unreachable') : GOOD));
  expect(steps(flapping).filter((step) => step !== 'none')).toEqual([]);
  expect(steps([...repeat(GOOD, 3), ...flapping]).filter((step) => step !== 'none')).toEqual(['announce']);
});

test('of three nodes whose list expires at one moment, all go on', () => {
  const nodes = Array.from({ length: 3 }, () => new Announcer(BOUNDS));
  const look = (seen: RouteState): AnnounceStep[] => nodes.map((node) => node.look(seen, [seen, seen]));
  for (let i = 0; i < 3; i += 1) look(GOOD);
  for (let i = 0; i < 10; i += 1) look(bad('lists-expired'));
  expect(nodes.map(({ announced }) => announced)).toEqual([true, true, true]);
});

test('of three nodes whose list expires one after the other, the last one stays', () => {
  const nodes = Array.from({ length: 3 }, () => new Announcer(BOUNDS));
  const expired = [false, false, false];
  const seen = (i: number): RouteState => (expired[i] === true ? bad('lists-expired') : GOOD);
  const round = (): void => {
    for (const [i, node] of nodes.entries()) node.look(seen(i), [0, 1, 2].filter((j) => j !== i).map(seen));
  };
  for (let i = 0; i < 3; i += 1) round();
  for (const node of [0, 1, 2]) {
    expired[node] = true;
    for (let i = 0; i < 5; i += 1) round();
  }
  expect(nodes.map(({ announced }) => announced)).toEqual([false, false, true]);
});
