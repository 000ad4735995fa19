/** What people do on purpose: take a node out, upgrade it, push a list; and what somebody may do to stage 1. */
import { once } from 'node:events';
import { found } from '@netvakt/testing';
import { FIRST_LIST, NEXT_LIST } from '../boxes/configuration.ts';
import type { RequestSeen } from '../boxes/load.ts';
import { enough, type Lab, type MachineScenario, mustBeNone, type Span, span, until, whole } from './scenario.ts';

const ALL_LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;
const LOST = ['overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;

/** Gives both nodes a list, and waits until each has read it. */
async function push({ nodes }: Lab, text: string): Promise<void> {
  for (const node of Object.values(nodes)) {
    await node.list(text);
    const before = await found(`${node.name} answers`, () => node.view.reloads());
    node.signal('SIGHUP');
    await until(`${node.name} has read its list`, () => (node.view.reloads()?.ended ?? 0) > before.begun);
  }
}

/** A span with a dozen requests for the page that is listed later, and how many of them were blocked. */
async function laterSpan(lab: Lab, name: string): Promise<Span & { readonly all: number; readonly blocked: number }> {
  const { from } = await span(lab, name, 2500);
  const seen = (): readonly RequestSeen[] => lab.load.seen.filter(({ at, what }) => what === 'later' && at >= from);
  await until(`a dozen requests for the page while ${name}`, () => seen().length >= 12);
  const all = seen();
  return {
    name,
    from,
    to: Date.now(),
    all: all.length,
    blocked: all.filter(({ outcome }) => outcome === 'blocked').length,
  };
}

export const CHANGES: readonly MachineScenario[] = [
  {
    name: 'a node is drained',
    what: 'Node 1 gets SIGTERM under load, and starts again.',
    promise:
      'Not one connection is refused, reset or cut short. Until the routes are withdrawn, new connections may pass unseen.',
    run: async (lab) => {
      const from = Date.now();
      const filter = lab.nodes.node1.signal('SIGTERM');
      await once(filter, 'close');
      const drained = await enough(lab, 'draining', from - 2500);
      await lab.nodes.node1.startFilter();
      await whole(lab);
      return [drained, await span(lab, 'both again', 2000)];
    },
    broken: ({ draining, 'both again': again }) => [
      ...mustBeNone(draining, 'draining', ...LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'an upgrade',
    what: 'A second filter starts on node 1, on the same port; when it listens, the first gets SIGTERM.',
    promise: 'Not one connection is refused, reset or cut short, and not one listed page passes.',
    run: async (lab) => {
      const from = Date.now();
      await lab.nodes.node1.startFilter();
      const old = lab.nodes.node1.signal('SIGTERM', 'first');
      await once(old, 'close');
      const upgrade = await enough(lab, 'upgrade', from - 2500);
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
      const from = Date.now();
      await push(lab, NEXT_LIST);
      const pushed = await laterSpan(lab, 'pushed');
      await push(lab, FIRST_LIST);
      const back = await laterSpan(lab, 'taken back');
      if (pushed.blocked < pushed.all)
        throw new Error(`${pushed.blocked} of ${pushed.all} requests were blocked on the pushed list`);
      if (back.blocked > 0)
        throw new Error(`${back.blocked} of ${back.all} requests were blocked after the list was taken back`);
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
      const after = await span(lab, 'poisoned', 3000);
      if (routes() !== before) throw new Error('Routes have changed');
      await lab.nodes.node1.cure();
      return [after];
    },
    broken: ({ poisoned }) => mustBeNone(poisoned, 'poisoned', ...ALL_LOST),
  },
];
