import { expect, test } from '@jest/globals';
import { type Health, type HealthState, healthOf } from '@netvakt/metrics';

const RUNNING: HealthState = {
  phase: 'running',
  listsLoaded: true,
  workersRunning: 4,
  workersWanted: 4,
  drainFile: false,
  listsExpired: false,
  rulesMissing: false,
};

test.each<{ why: string; state: HealthState; want: Health }>([
  { why: 'all is well', state: RUNNING, want: { ready: [], route: [] } },
  {
    why: 'one worker of four is enough to be ready, not to attract traffic',
    state: { ...RUNNING, workersRunning: 1 },
    want: { ready: [], route: ['workers-short'] },
  },
  {
    why: 'half of the workers attract traffic',
    state: { ...RUNNING, workersRunning: 2 },
    want: { ready: [], route: [] },
  },
  {
    why: 'without a worker nothing is served',
    state: { ...RUNNING, workersRunning: 0 },
    want: { ready: ['workers-missing'], route: ['workers-missing'] },
  },
  {
    why: 'while draining routes go away',
    state: { ...RUNNING, phase: 'draining' },
    want: { ready: ['draining'], route: ['draining'] },
  },
  {
    why: 'an operator takes the node out of routing with a file; it goes on filtering',
    state: { ...RUNNING, drainFile: true },
    want: { ready: [], route: ['drain-file'] },
  },
  {
    why: 'a list that must not be expired is',
    state: { ...RUNNING, listsExpired: true },
    want: { ready: [], route: ['lists-expired'] },
  },
  {
    why: 'rules that should lead traffic here are not in force',
    state: { ...RUNNING, rulesMissing: true },
    want: { ready: [], route: ['rules-missing'] },
  },
  {
    why: 'at the start every reason is reported',
    state: { ...RUNNING, phase: 'starting', listsLoaded: false, workersRunning: 0 },
    want: {
      ready: ['starting', 'lists-missing', 'workers-missing'],
      route: ['starting', 'lists-missing', 'workers-missing'],
    },
  },
])('$why', ({ state, want }) => {
  expect(healthOf(state)).toEqual(want);
});
