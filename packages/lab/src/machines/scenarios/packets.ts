/** What breaks in mode packet: a process that has ended or is stopped; a queue that is full; a kernel that can track no more. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SUSPECT } from '../boxes/addresses.ts';
import { end } from '../boxes/boxes.ts';
import type { Sums } from '../boxes/load.ts';
import type { Node } from '../boxes/node.ts';
import { fillTable } from '../boxes/tracked.ts';
import {
  type Lab,
  type MachineScenario,
  mustBeNone,
  type Span,
  span,
  undisturbed,
  until,
  untilWithdrawn,
  whole,
} from './scenario.ts';

const FLOOD = fileURLToPath(new URL('../boxes/programs/flood.ts', import.meta.url));
const ALL_LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;
/** Waits of ten seconds that began before a fault was over may end in it. */
const FILTERED = ['unfiltered', 'overblocked'] as const;

type Policy = 'packets' | 'packets-closed';

/** Both nodes in mode packet, node 1 with that policy. */
async function ready(lab: Lab, policy: Policy): Promise<Node> {
  const { node1, node2 } = lab.nodes;
  for (const [node, setup] of [
    [node2, 'packets'],
    [node1, policy],
  ] as const) {
    await node.be(setup);
    await whole(lab);
  }
  return node1;
}

/** Waits until an alarm of a node's filter fires. */
function alarmed({ prometheus }: Lab, node: Node, alert: string): Promise<void> {
  const query = `ALERTS{alertname="${alert}",alertstate="firing",instance="${node.instance}"}`;
  return until(`${alert} fires for ${node.name}`, () => prometheus.labels(query).length > 0);
}

const unserved = (node: Node, reason: string): number =>
  node.view.metric(`netvakt_packet_queue_unserved_seconds_total{reason="${reason}"}`);

/** Kills the filter, and starts it again when its routes are withdrawn. */
async function kill(lab: Lab, policy: Policy): Promise<readonly Span[]> {
  const node = await ready(lab, policy);
  const before = await undisturbed(lab, 'before', 2500);
  node.signal('SIGKILL');
  const dead = await untilWithdrawn(lab);
  const other = await span(lab, 'node 2 alone', 2000);
  await node.startFilter(policy);
  await whole(lab);
  return [before, dead, other, await span(lab, 'both again', 2000)];
}

/** A client of node 1 alone; undone by the function that it resolves with. */
async function flood({ boxes }: Lab): Promise<() => Promise<void>> {
  const [address, rule] = [
    '198.51.100.3',
    ['from', '198.51.100.3', 'iif', 'subscribers', 'lookup', '211', 'pref', '80'],
  ];
  boxes.run('subscribers', ['ip', 'address', 'replace', `${address}/24`, 'dev', 'uplink']);
  boxes.run('router', ['ip', 'rule', 'add', ...rule]);
  const clients = boxes.start('subscribers', [process.execPath, FLOOD, address, SUSPECT[0], '1200']);
  await once(clients.stdout as NodeJS.ReadableStream, 'data');
  return async () => {
    await end(clients);
    boxes.run('router', ['ip', 'rule', 'delete', ...rule]);
  };
}

/** Stops the filter, whose routes stay, and fills its queue. */
async function fill(lab: Lab, policy: Policy): Promise<readonly Span[]> {
  const node = await ready(lab, policy);
  const before = await undisturbed(lab, 'before', 2000);
  const counted = unserved(node, 'hung');
  node.speaker.unheeded();
  node.signal('SIGSTOP');
  const calm = await flood(lab);
  await until('the queue of node 1 is full', () => node.view.queued() >= 1024);
  const full = await span(lab, 'full', 3000);
  node.signal('SIGCONT');
  await until('the queue of node 1 is served', () => node.view.queued() < 64);
  await calm();
  node.speaker.heed();
  await alarmed(lab, node, 'NetvaktQueueUnserved');
  if (policy === 'packets-closed') await alarmed(lab, node, 'NetvaktQueueDropping');
  if (unserved(node, 'hung') - counted < 3) throw new Error('The seconds in which node 1 stood still are not counted');
  await whole(lab);
  return [before, full, await span(lab, 'both again', 2500)];
}

const filtered = (sums: Sums | undefined, name: string): string[] => mustBeNone(sums, name, ...FILTERED);

export const PACKET_FAULTS: readonly MachineScenario[] = [
  {
    name: 'packets: the process dies',
    what: 'Mode packet, `overload: open`. The filter of node 1 is killed (SIGKILL), and started again after its routes are withdrawn.',
    promise:
      'Open at once: new flows pass unseen until node 2 has them all. Flows that were allowed do not notice: nothing is refused, reset or cut short.',
    run: (lab) => kill(lab, 'packets'),
    broken: ({ before, 'until withdrawn': dead, 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(before, 'before', ...ALL_LOST),
      ...mustBeNone(dead, 'until withdrawn', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'),
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'packets: the process is stopped',
    what: 'The filter of node 1 is stopped (SIGSTOP), and goes on after its routes are withdrawn.',
    promise:
      'What comes to node 1 waits in its queue until it is withdrawn; then node 2 has all, filtered. The seconds are counted, and NetvaktQueueUnserved fires.',
    run: async (lab) => {
      const node = await ready(lab, 'packets');
      const counted = unserved(node, 'hung');
      node.signal('SIGSTOP');
      const stuck = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', 6000);
      node.signal('SIGCONT');
      await whole(lab);
      await alarmed(lab, node, 'NetvaktQueueUnserved');
      if (unserved(node, 'hung') - counted < 6)
        throw new Error('The seconds in which node 1 stood still are not counted');
      return [stuck, other, await span(lab, 'both again', 2000)];
    },
    broken: ({ 'until withdrawn': stuck, 'node 2 alone': other, 'both again': again }) => [
      ...filtered(stuck, 'until withdrawn'),
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'packets: the queue is full',
    what: 'The filter of node 1 is stopped, its routes stay, and a client begins 1,200 connections: 1,024 packets wait. Then it goes on.',
    promise:
      'Open (`overload: open`): all that does not find a place in the queue passes unseen, and nothing is lost. Then node 1 filters again; the seconds are counted, and NetvaktQueueUnserved fires.',
    run: (lab) => fill(lab, 'packets'),
    broken: ({ before, full, 'both again': again }) => [
      ...filtered(before, 'before'),
      ...(full?.unfiltered === 0 ? ['full: nothing passed unseen, so the queue was not full'] : []),
      ...mustBeNone(full, 'full', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'),
      ...filtered(again, 'both again'),
    ],
  },
  {
    name: 'packets: an upgrade',
    what: 'A second filter starts on node 1 with another queue number, the rules lead to it, and the first gets SIGTERM.',
    promise: 'Not one flow is refused, reset or cut short, and not one listed host passes.',
    run: async (lab) => {
      const node = await ready(lab, 'packets');
      const from = Date.now();
      await node.upgradeTo('packets-next');
      const upgrade = await span(lab, 'upgrade', 1500);
      await whole(lab);
      return [{ ...upgrade, from }];
    },
    broken: ({ upgrade }) => mustBeNone(upgrade, 'upgrade', ...ALL_LOST),
  },
  {
    name: 'packets: the kernel can track no more',
    what: 'The table of tracked connections of node 1 is filled up, and emptied after its routes are withdrawn.',
    promise:
      'The kernel drops new connections of everybody, the node’s own looks at its filter too: so it withdraws its routes, and node 2 has all, filtered. NetvaktConntrackFull fires.',
    run: async (lab) => {
      const node = await ready(lab, 'packets');
      const empty = fillTable(lab.boxes, 'node1');
      const full = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', 6000);
      empty();
      await whole(lab);
      await alarmed(lab, node, 'NetvaktConntrackFull');
      return [full, other, await span(lab, 'both again', 2000)];
    },
    broken: ({ 'until withdrawn': full, 'node 2 alone': other, 'both again': again }) => [
      ...filtered(full, 'until withdrawn'),
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'packets, closed: the process dies',
    what: 'As above, with `overload: closed`.',
    promise:
      'Closed until withdrawn: new flows of node 1 are dropped. No listed host passes; flows that were allowed do not notice.',
    run: (lab) => kill(lab, 'packets-closed'),
    broken: ({ before, 'until withdrawn': dead, 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(before, 'before', ...FILTERED, 'refused', 'reset', 'truncated'),
      ...mustBeNone(dead, 'until withdrawn', ...FILTERED, 'refused', 'reset', 'truncated'),
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'packets, closed: the queue is full',
    what: 'As above, with `overload: closed`.',
    promise:
      'Closed: what finds no place in the queue of node 1 is dropped, and no listed host passes. Then it filters again; NetvaktQueueUnserved and NetvaktQueueDropping fire.',
    run: (lab) => fill(lab, 'packets-closed'),
    broken: ({ before, full, 'both again': again }) => [
      ...filtered(before, 'before'),
      ...filtered(full, 'full'),
      ...filtered(again, 'both again'),
    ],
  },
];
