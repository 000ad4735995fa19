/** What people do on purpose: take a node out, upgrade it, push a list; and what somebody may do to stage 1. */
import { once } from 'node:events';
import { FIRST_LIST, NEXT_LIST } from '../boxes/configuration.ts';
import { type Lab, type MachineScenario, mustBeNone, span, until, whole } from './scenario.ts';

const ALL_LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;
const LOST = ['overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;

/** The share of a later listed page's requests that were blocked. */
function blockedLater({ load }: Lab, from: number, to: number): { readonly all: number; readonly blocked: number } {
  const within = load.seen.filter(({ at, what }) => what === 'later' && at >= from && at < to);
  return { all: within.length, blocked: within.filter(({ outcome }) => outcome === 'blocked').length };
}

export const CHANGES: readonly MachineScenario[] = [
  {
    name: 'a node is drained',
    what: 'Node 1 is told to end (SIGTERM) under load, and starts again.',
    promise:
      'Not one connection is refused, reset or cut short. Until the routes are withdrawn, new connections may pass unseen.',
    run: async (lab) => {
      const from = Date.now();
      const filter = lab.nodes.node1.signal('SIGTERM');
      await once(filter, 'close');
      const drained = { name: 'draining', from: from - 2500, to: Date.now() };
      await lab.nodes.node1.startFilter();
      await whole(lab);
      return [drained, await span('both again', 2000)];
    },
    broken: ({ draining, 'both again': again }) => [
      ...mustBeNone(draining, 'draining', ...LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'an upgrade',
    what: 'A second filter starts on node 1, on the same port; when it listens, the first is told to end.',
    promise: 'Not one connection is refused, reset or cut short, and not one listed page passes.',
    run: async (lab) => {
      const from = Date.now();
      await lab.nodes.node1.startFilter();
      const old = lab.nodes.node1.signal('SIGTERM', 'first');
      await once(old, 'close');
      const upgrade = { name: 'upgrade', from: from - 2500, to: Date.now() };
      await whole(lab);
      return [upgrade];
    },
    broken: ({ upgrade }) => mustBeNone(upgrade, 'upgrade', ...ALL_LOST),
  },
  {
    name: 'a list is pushed',
    what: 'Both nodes get a list with one page more, and reload (SIGHUP); then the list of before.',
    promise: 'The page is blocked on both nodes, then passes again; nothing else changes, nothing is lost.',
    run: async (lab) => {
      const push = async (text: string): Promise<void> => {
        for (const node of Object.values(lab.nodes)) {
          await node.list(text);
          node.signal('SIGHUP');
        }
      };
      const from = Date.now();
      await push(NEXT_LIST);
      await until('the page is blocked', () => blockedLater(lab, Date.now() - 700, Date.now()).blocked > 2);
      await span('both have reloaded', 1000);
      const pushed = await span('pushed', 3000);
      await push(FIRST_LIST);
      await span('both have reloaded', 1500);
      const back = await span('taken back', 2500);
      const during = blockedLater(lab, pushed.from, pushed.to);
      const after = blockedLater(lab, back.from, back.to);
      if (during.all < 5 || during.blocked < during.all)
        throw new Error(`${during.blocked} of ${during.all} requests were blocked on the pushed list`);
      if (after.all < 5 || after.blocked > 0)
        throw new Error(`${after.blocked} of ${after.all} requests were blocked after the list was taken back`);
      return [{ name: 'all of it', from, to: back.to }];
    },
    broken: ({ 'all of it': sums }) => mustBeNone(sums, 'all of it', ...ALL_LOST),
  },
  {
    name: 'stage 1 is poisoned',
    what: 'The listed names suddenly lead to forty more addresses, and stage 1 runs on node 1.',
    promise: 'The run is refused with its reason; rules and routes stay as they were.',
    run: async (lab) => {
      const routes = (): string => lab.boxes.run('router', ['ip', 'route', 'show', 'table', '200']);
      const before = routes();
      await lab.nodes.node1.poison();
      let refused = '';
      try {
        lab.nodes.node1.run(['export', 'nft', '--suspects', '--apply']);
      } catch (error) {
        refused = error instanceof Error ? error.message : '';
      }
      if (!/suspect addresses are new/u.test(refused)) throw new Error('A poisoned run was taken');
      const after = await span('poisoned', 3000);
      if (routes() !== before) throw new Error('Routes have changed');
      return [after];
    },
    broken: ({ poisoned }) => mustBeNone(poisoned, 'poisoned', ...ALL_LOST),
  },
];
