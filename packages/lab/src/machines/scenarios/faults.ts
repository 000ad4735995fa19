/** What breaks: a process, its event loop, its descriptors, a machine. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SUSPECT } from '../boxes/addresses.ts';
import { end } from '../boxes/boxes.ts';
import { FIRST_LIST } from '../boxes/configuration.ts';
import { sumsOf } from '../boxes/load.ts';
import {
  type MachineScenario,
  mustBeNone,
  span,
  undisturbed,
  until,
  untilWithdrawn,
  whole,
  withdrawn,
} from './scenario.ts';

const IDLE = fileURLToPath(new URL('../boxes/programs/idle.ts', import.meta.url));
const ALL_LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;

/** If subscribers had to wait, most come back only after their timeout of ten seconds. */
const AFTER_WAITING = 12_000;

/** BIRD's own pause after an error is a minute, and doubles; that of deploy/bird is ten seconds at most. In milliseconds. */
const BACK = 45_000;

export const FAULTS: readonly MachineScenario[] = [
  {
    name: 'nothing happens',
    what: 'Both nodes run.',
    promise: 'Every listed page is blocked; everything else comes whole.',
    run: async (lab) => {
      await whole(lab);
      return [await span(lab, 'whole', 5000)];
    },
    broken: ({ whole: sums }) => mustBeNone(sums, 'whole', ...ALL_LOST),
  },
  {
    name: 'the process dies',
    what: 'The filter of node 1 is killed (SIGKILL), and started again after its routes are withdrawn.',
    promise:
      'Open at once: with TPROXY and a listener of its own, connections pass unseen until node 2 has them all. Connections that it had are lost; none is refused.',
    run: async (lab) => {
      lab.nodes.node1.signal('SIGKILL');
      const dead = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', 2500);
      await lab.nodes.node1.startFilter();
      await whole(lab);
      return [dead, other, await span(lab, 'both again', 2500)];
    },
    broken: ({ 'until withdrawn': dead, 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(dead, 'until withdrawn', 'overblocked', 'refused', 'timeout'),
      ...mustBeNone(other, 'node 2 alone', 'unfiltered', 'overblocked', 'refused', 'timeout'),
      ...mustBeNone(again, 'both again', 'unfiltered', 'overblocked', 'refused', 'timeout'),
    ],
  },
  {
    name: 'the event loop is stuck',
    what: 'The filter of node 1 is stopped (SIGSTOP), and goes on after its routes are withdrawn.',
    promise: 'Closed until withdrawn: what comes to node 1 waits. Then node 2 has all, filtered.',
    run: async (lab) => {
      lab.nodes.node1.signal('SIGSTOP');
      const stuck = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', AFTER_WAITING);
      lab.nodes.node1.signal('SIGCONT');
      await whole(lab);
      return [stuck, other, await span(lab, 'both again', 2500)];
    },
    broken: ({ 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', 'unfiltered', 'overblocked', 'refused'),
    ],
  },
  {
    name: 'a node is lost',
    what: 'The cable of node 1 is cut under load, and joined again.',
    promise:
      'The router loses the route with the link: new connections go to node 2, filtered; those of node 1 are lost.',
    run: async (lab) => {
      lab.boxes.unplug('node1');
      const lost = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', 3000);
      lab.boxes.plug('node1');
      await whole(lab);
      return [lost, other, await span(lab, 'both again', 2500)];
    },
    broken: ({ 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(other, 'node 2 alone', 'unfiltered', 'overblocked', 'refused', 'timeout'),
      ...mustBeNone(again, 'both again', 'unfiltered', 'overblocked', 'refused'),
    ],
  },
  {
    name: 'the speaker is stuck',
    what: 'BIRD of node 1 is stopped (SIGSTOP) until the router has lost its routes for want of keepalives, and goes on.',
    promise:
      'Node 1 filters what comes to it until its routes are gone; then node 2 has all, filtered. Node 1 is announced again within seconds, not after the minutes that BIRD waits by default.',
    run: async (lab) => {
      const { node1 } = lab.nodes;
      const from = Date.now();
      node1.speaker.signal('SIGSTOP');
      await withdrawn(lab);
      const other = await span(lab, 'node 2 alone', 2500);
      node1.speaker.signal('SIGCONT');
      const since = Date.now();
      await whole(lab);
      if (Date.now() - since > BACK) throw new Error(`Node 1 was not announced again within ${BACK / 1000} s`);
      return [{ ...other, name: 'stuck', from }, await span(lab, 'both again', 2500)];
    },
    broken: ({ stuck, 'both again': again }) => [
      ...mustBeNone(stuck, 'stuck', ...ALL_LOST),
      ...mustBeNone(again, 'both again', ...ALL_LOST),
    ],
  },
  {
    name: 'the process dies, its socket is held',
    what: 'The filter of node 1 has its sockets from a service manager, and is killed; it starts again after its routes are withdrawn.',
    promise:
      'Closed until withdrawn: what comes to node 1 waits in the queue of the socket. Then node 2 has all, filtered.',
    run: async (lab) => {
      const { node1 } = lab.nodes;
      await once(node1.signal('SIGTERM'), 'close');
      const manager = await node1.startFilter('inherited');
      await whole(lab);
      const before = await undisturbed(lab, 'before', 2000);
      // A stopped manager does not see that its program is gone, and holds its sockets.
      manager.kill('SIGSTOP');
      lab.boxes.run('node1', ['pkill', '-KILL', '-P', String(manager.pid)]);
      const held = await untilWithdrawn(lab);
      const other = await span(lab, 'node 2 alone', AFTER_WAITING);
      await end(manager);
      await node1.startFilter();
      await whole(lab);
      return [before, held, other, await span(lab, 'both again', 2500)];
    },
    broken: ({ before, 'node 2 alone': other, 'both again': again }) => [
      ...mustBeNone(before, 'before', ...ALL_LOST),
      ...mustBeNone(other, 'node 2 alone', ...ALL_LOST),
      ...mustBeNone(again, 'both again', 'unfiltered', 'overblocked', 'refused', 'timeout'),
    ],
  },
  {
    name: 'descriptors run out',
    what: 'The filter of node 1 may open 200 files, and 600 subscribers connect and send nothing; then they go.',
    promise:
      'Open (`overload: open`): a full node stops listening, and what comes to it passes unseen. Nothing is refused or cut; it listens again when there is room.',
    run: async (lab) => {
      const { node1 } = lab.nodes;
      await once(node1.signal('SIGTERM'), 'close');
      await node1.startFilter('own', ['prlimit', '--nofile=200:200']);
      await whole(lab);
      const idle = lab.boxes.start('subscribers', [process.execPath, IDLE, SUSPECT[0], '600']);
      await once(idle.stdout as NodeJS.ReadableStream, 'data');
      await until('node 1 is full', () => !node1.view.listens());
      const { from } = await span(lab, 'full', 4000);
      await until('something passes unseen', () => sumsOf(lab.load.seen, from, Date.now()).unfiltered > 0);
      const full = { name: 'full', from, to: Date.now() };
      await end(idle);
      await until('node 1 has room again', () => node1.view.listens());
      const again = await span(lab, 'room again', 3000);
      await once(node1.signal('SIGTERM'), 'close');
      await node1.startFilter();
      await whole(lab);
      return [full, again];
    },
    broken: ({ full, 'room again': again }) => [
      ...mustBeNone(full, 'full', 'overblocked', 'refused', 'truncated', 'reset', 'timeout'),
      ...mustBeNone(again, 'room again', ...ALL_LOST),
    ],
  },
  {
    name: 'a list is missing',
    what: 'Node 1 ends, and starts without its list; then the list is there.',
    promise: 'A filter without its lists does not come up, and is not announced: node 2 has all, filtered.',
    run: async (lab) => {
      const { node1 } = lab.nodes;
      node1.signal('SIGTERM');
      await withdrawn(lab);
      await node1.list(undefined);
      await until('node 1 has ended', () => !node1.view.state().answers);
      const filter = node1.launchFilter();
      const without = await span(lab, 'without list', 4000);
      // On a slow machine it has not looked for its list yet, and must not find it.
      if (filter.exitCode === null && filter.signalCode === null) await once(filter, 'close');
      const came = node1.view.state();
      await node1.list(FIRST_LIST);
      if (came.ready || !came.withdrawn) throw new Error('A filter without its list is ready');
      await node1.startFilter();
      await whole(lab);
      return [without];
    },
    broken: ({ 'without list': sums }) => mustBeNone(sums, 'without list', ...ALL_LOST),
  },
];
