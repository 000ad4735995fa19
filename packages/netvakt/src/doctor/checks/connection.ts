/**
 * A real intercepted connection. A subscriber is made: a network namespace, joined by a cable whose near end is put into the
 * set of subscribers' interfaces. It connects to a documentation address, which nobody has; that the filter counts it shows
 * that the kernel brought it. All of it goes again, whatever happens.
 *
 *   namespace  192.0.2.254 ── veth ── 192.0.2.253  this machine ──> 192.0.2.1:80 (RFC 5737), taken by the filter
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import type { AskFilter } from '../../run/ask-filter.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, fault, skipped } = findingsOf('connection');
const NOWHERE = '192.0.2.1';
const [NEAR, FAR] = ['192.0.2.253', '192.0.2.254'] as const;

export async function interceptedConnection(
  machine: Machine,
  plan: InterceptionPlan,
  ask: AskFilter,
): Promise<MachineFinding[]> {
  if (!machine.root)
    return [skipped('a subscriber to connect from can be made by root only', 'Run netvakt doctor as root')];
  if (plan.listenerFour === undefined) return [skipped('no listener takes IPv4')];
  const before = await connectionsOf(ask, plan);
  if (before === undefined) return [skipped('no filter answers on the administration port')];
  const name = `netvakt-dr-${process.pid}`;
  try {
    const obstacle = connectFrom(machine, plan, name);
    if (obstacle !== undefined) return [skipped(`a subscriber could not be made: ${obstacle}`)];
    if (await hasCome(ask, plan, before)) return [good('a connection of a made-up subscriber came to the filter')];
    return [
      fault(
        'a connection of a made-up subscriber did not come to the filter',
        'See the other findings; then trace it with "nft monitor trace"',
      ),
    ];
  } finally {
    takeAway(machine, plan, name);
  }
}

/** Makes the subscriber and connects once; what failed, or nothing. */
function connectFrom({ run }: Machine, plan: InterceptionPlan, name: string): string | undefined {
  const near = nearEnd(name);
  const steps = [
    ['ip', 'netns', 'add', name],
    ['ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', 'far', 'netns', name],
    ['ip', 'address', 'add', `${NEAR}/30`, 'dev', near],
    ['ip', 'link', 'set', near, 'up'],
    ['ip', '-n', name, 'address', 'add', `${FAR}/30`, 'dev', 'far'],
    ['ip', '-n', name, 'link', 'set', 'far', 'up'],
    ['ip', '-n', name, 'route', 'add', 'default', 'via', NEAR],
    ['nft', 'add', 'element', 'inet', plan.table, 'subscribers', `{ "${near}" }`],
    ...(plan.reach === 'suspects'
      ? [['nft', 'add', 'element', 'inet', plan.table, 'suspects4', `{ ${NOWHERE} }`]]
      : []),
  ];
  for (const step of steps) {
    const { ok, stderr } = run(step);
    if (!ok) return `${step.slice(0, 3).join(' ')}: ${stderr.split('\n')[0] ?? ''}`;
  }
  // It does not wait for a response, because there is none. The filter has counted the connection when it is open.
  run([
    'ip',
    'netns',
    'exec',
    name,
    'timeout',
    '5',
    'bash',
    '-c',
    `exec 3<>/dev/tcp/${NOWHERE}/${plan.ports[0] ?? 80}; sleep 0.3`,
  ]);
  return undefined;
}

/** A busy filter counts a connection some time after the kernel has made it. In milliseconds: between two looks. */
const LOOK = 100;
const MOST_LOOKS = 50;

async function hasCome(ask: AskFilter, plan: InterceptionPlan, before: number): Promise<boolean> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (look > 0) await pause(LOOK);
    if (((await connectionsOf(ask, plan)) ?? before) > before) return true;
  }
  return false;
}

function takeAway({ run }: Machine, plan: InterceptionPlan, name: string): void {
  run(['nft', 'delete', 'element', 'inet', plan.table, 'subscribers', `{ "${nearEnd(name)}" }`]);
  if (plan.reach === 'suspects') run(['nft', 'delete', 'element', 'inet', plan.table, 'suspects4', `{ ${NOWHERE} }`]);
  run(['ip', 'link', 'delete', nearEnd(name)]);
  run(['ip', 'netns', 'delete', name]);
}

/** An interface's name has 15 characters at most. */
function nearEnd(name: string): string {
  return `nvdr${name.slice(name.lastIndexOf('-') + 1)}`;
}

/** How many connections the filter has been brought in the plan's mode; `undefined` if it does not answer. */
export async function connectionsOf(
  ask: AskFilter,
  { mode }: Pick<InterceptionPlan, 'mode'>,
): Promise<number | undefined> {
  const metrics = await ask('/metrics');
  const line = metrics?.split('\n').find((one) => one.startsWith(`netvakt_connections_total{mode="${mode}"}`));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}
