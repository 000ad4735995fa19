/** A list that has expired: on all nodes at once, as lists expire. */
import { setTimeout as wait } from 'node:timers/promises';
import { bare, CABLES, type NodeName } from '../boxes/addresses.ts';
import { type Lab, type MachineScenario, mustBeNone, span, until, untilWithdrawn, whole } from './scenario.ts';

const LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;
const HOUR = 3_600_000;
/** Two updates and two overlapping starts take some 6 s, and must be over when the list expires. A slow machine gets twice as long, and again. */
const AHEAD = 12_000;
const MOST_AHEAD = 8 * AHEAD;

/** Whether Prometheus holds the alarm of exactly these nodes to be firing. */
function isAlarmed({ prometheus }: Lab, names: readonly NodeName[]): boolean {
  const wanted = names.map((name) => bare(CABLES[name].other)[0]).toSorted();
  const firing = prometheus.labels('ALERTS{alertname="NetvaktListExpired",alertstate="firing",list="pages"}');
  const instances = firing.map(({ instance = '' }) => instance.replace(/:\d+$/u, '')).toSorted();
  return instances.join() === wanted.join();
}

/** Waits until it does. */
function alarmed(lab: Lab, ...names: readonly NodeName[]): Promise<void> {
  return until(`the alarm of ${names.length} nodes`, () => isAlarmed(lab, names));
}

/** Both nodes enforce the signed list; resolves when it has just expired. */
async function expireOnBoth(lab: Lab, ahead = AHEAD): Promise<number> {
  const nodes = Object.values(lab.nodes);
  const expires = Math.ceil((Date.now() + ahead) / 1000) * 1000;
  for (const node of nodes) await node.takeSigned(expires);
  await Promise.all(nodes.map((node) => node.become('withhold')));
  if (!(await isCalmBefore(lab, expires))) return await expireLater(lab, ahead);
  await wait(expires - Date.now());
  return expires;
}

/**
 * True if both nodes are ready and announced, and no alarm fires, before `expires`. Afterwards this does not come about any more: a node that had
 * withdrawn while the other one was well is not announced with a list that has expired.
 */
async function isCalmBefore(lab: Lab, expires: number): Promise<boolean> {
  while (Date.now() < expires) {
    const states = Object.values(lab.nodes).map((node) => node.view.state());
    const calm = states.every(({ ready, announced }) => ready && announced) && isAlarmed(lab, []);
    if (calm && Date.now() < expires) return true;
    await wait(100);
  }
  return false;
}

/** The list had expired before both nodes enforced it. */
async function expireLater(lab: Lab, ahead: number): Promise<number> {
  if (ahead >= MOST_AHEAD)
    throw new Error(`The list had expired before both nodes enforced it: ${ahead} ms are too few`);
  return await expireOnBoth(lab, 2 * ahead);
}

export const EXPIRY: readonly MachineScenario[] = [
  {
    name: 'a list expires',
    what: 'The signed list of both nodes expires, on both at the same moment (`expired_lists: withhold`). Then node 2 takes a later end of it from its authority; at last node 1 is set to `expired_lists: keep`.',
    promise:
      'It stays in force, and the alarm NetvaktListExpired fires. While both would withdraw, neither does. When node 2 is well, node 1 withdraws; with `keep` it is announced all the same. Nothing is lost, no listed page passes.',
    run: async (lab) => {
      const { node1, node2 } = lab.nodes;
      const from = await expireOnBoth(lab);
      await until('both nodes would withdraw', () =>
        [node1, node2].every(({ speaker }) => speaker.kept.some((at) => at >= from)),
      );
      await alarmed(lab, 'node1', 'node2');
      const both = await span(lab, 'expired on both', 2500);
      if (![node1, node2].every((node) => node.view.state().announced)) throw new Error('A node has withdrawn');
      await node2.takeSigned(from + HOUR);
      node2.signal('SIGHUP');
      const withdrawn = await untilWithdrawn(lab);
      await alarmed(lab, 'node1');
      const other = await span(lab, 'node 2 alone', 2000);
      if (node1.view.routeReasons().join() !== 'lists-expired')
        throw new Error('Node 1 does not say why it wants no traffic');
      await node1.become('keep');
      await whole(lab);
      const kept = await span(lab, 'set to keep', 2000);
      await alarmed(lab, 'node1');
      for (const node of [node1, node2]) await node.become('own');
      await whole(lab);
      await alarmed(lab);
      return [{ ...both, from }, withdrawn, other, kept];
    },
    broken: (sums) => Object.keys(sums).flatMap((name) => mustBeNone(sums[name], name, ...LOST)),
  },
];
