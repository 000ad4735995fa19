/**
 * Whether links that are narrower than this machine's stop connections. The kernel's settings are read; then it is tried. A
 * subscriber and an origin are made, each a network namespace, with a link of the smallest MTU between the subscriber and its
 * router. An answer that is too big for the link makes the router report it, with an ICMP error to the origin's address. If
 * the error has come to the filter's socket, the kernel knows the MTU of the path; all of it goes again, whatever happens.
 *
 *   home ── 1280 ── router ── this machine ── origin
 */
import { type InterceptionPlan, plannedFamilies } from '../../export/nft/plan.ts';
import type { AskFilter } from '../../run/ask-filter.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import { type Machine, numberIn } from '../machine.ts';
import { connectionsOf } from './connection.ts';
import {
  MADE_UP,
  MADE_UP_FAMILIES,
  type MadeUpFamily,
  makeNetwork,
  SMALLEST_MTU,
  takeNetworkAway,
} from './made-up-network.ts';

const { good, fault, skipped } = findingsOf('path-mtu');
const IPV4 = '/proc/sys/net/ipv4';

export async function pathMtu(machine: Machine, plan: InterceptionPlan, ask: AskFilter): Promise<MachineFinding[]> {
  return [...settings(machine), await narrowPath(machine, plan, ask)];
}

function settings(machine: Machine): MachineFinding[] {
  const { good: well, warning } = findingsOf('mtu-discovery');
  const discovery = numberIn(machine, `${IPV4}/ip_no_pmtu_disc`) ?? 0;
  return [
    ...(discovery === 1 || discovery === 2
      ? [warning(`net.ipv4.ip_no_pmtu_disc is ${discovery}`, 'Set it to 0: the MTU of a path is not found otherwise')]
      : []),
    (numberIn(machine, `${IPV4}/tcp_mtu_probing`) ?? 0) > 0
      ? well('TCP finds the size of packets for paths whose routers report nothing')
      : warning(
          'net.ipv4.tcp_mtu_probing is 0: a path whose routers drop ICMP errors stops connections',
          'Set net.ipv4.tcp_mtu_probing=1 in /etc/sysctl.d, and run sysctl --system',
        ),
  ];
}

async function narrowPath(machine: Machine, plan: InterceptionPlan, ask: AskFilter): Promise<MachineFinding> {
  if (!machine.root) return skipped('a narrow path can be made by root only', 'Run netvakt doctor as root');
  if ((await connectionsOf(ask, plan)) === undefined) return skipped('no filter answers on the administration port');
  try {
    const obstacle = makeNetwork(machine, plan);
    if (obstacle !== undefined) return skipped(`a narrow path could not be made: ${obstacle}`);
    const lessons: Lesson[] = [];
    const planned = plannedFamilies(plan);
    for (const family of MADE_UP_FAMILIES.filter((one) => planned.includes(one.family)))
      lessons.push({ name: family.name, ...(await lessonOf(machine, plan, ask, family)) });
    return judged(lessons);
  } finally {
    takeNetworkAway(machine, plan);
  }
}

/** What a download of one family has shown. */
interface Lesson {
  readonly name: string;
  readonly intercepted: boolean;
  /** The kernel knows the MTU of the path. */
  readonly learnt: boolean;
}

function judged(lessons: readonly Lesson[]): MachineFinding {
  const deaf = lessons.filter(({ intercepted, learnt }) => intercepted && !learnt).map(({ name }) => name);
  if (deaf.length > 0)
    return fault(
      `ICMP errors about intercepted ${deaf.join(' and ')} connections do not come to their sockets: downloads over PPPoE, mobile access and tunnels hang`,
      'Run netvakt export nft --apply; accept icmp type destination-unreachable and icmpv6 type packet-too-big in the input chain of this machine’s firewall',
    );
  const passing = lessons.filter(({ intercepted }) => !intercepted).map(({ name }) => name);
  if (passing.length > 0)
    return skipped(`a made-up subscriber’s ${passing.join(' and ')} connection did not come to the filter`);
  return good('ICMP errors about intercepted connections come to their sockets');
}

async function lessonOf(
  machine: Machine,
  plan: InterceptionPlan,
  ask: AskFilter,
  family: MadeUpFamily,
): Promise<Omit<Lesson, 'name'>> {
  const before = (await connectionsOf(ask, plan)) ?? 0;
  const learnt = learns(machine, plan, family);
  return { learnt, intercepted: ((await connectionsOf(ask, plan)) ?? 0) > before };
}

/** Serves on the port of `$4`, asks from the other namespace, and ends both. What comes of it does not matter. The asking ends itself. */
const TRAFFIC = `
ip netns exec "$1" "$3" -e "$4" & server=$!
for turn in $(seq 50); do [ -n "$(ip netns exec "$1" ss -Hltn)" ] && break; sleep 0.2; done
ip netns exec "$2" timeout 30 "$3" -e "$5"
kill "$server"`;
/** Milliseconds for one download, from when its program runs. */
const DOWNLOAD = 3000;
/** A machine that is busy may need more than one: a fault is reported only if none of them shows what should be. */
const MOST_DOWNLOADS = 4;

/** Asks for answers of many packets, which need not arrive, until the kernel has learnt the MTU of the path. */
function learns({ run }: Machine, { ports }: InterceptionPlan, { flag, home, origin }: MadeUpFamily): boolean {
  const port = ports[0] ?? 80;
  const serve = `require('http').createServer((q, r) => r.end(Buffer.alloc(65536, 'x'))).listen(${port}, '::')`;
  const ask = `require('http').get('http://${origin.includes(':') ? `[${origin}]` : origin}:${port}/', { headers: { Host: 'path-mtu.invalid' }, agent: false }, (r) => r.resume()); setTimeout(process.exit, ${DOWNLOAD}).unref()`;
  for (let download = 0; download < MOST_DOWNLOADS; download += 1) {
    run(['sh', '-c', TRAFFIC, 'sh', MADE_UP.origin, MADE_UP.home, process.execPath, serve, ask]);
    const route = run(['ip', flag, 'route', 'get', home]).stdout;
    if (new RegExp(`\\bmtu ${SMALLEST_MTU}\\b`, 'u').test(route)) return true;
  }
  return false;
}
