/**
 * Whether what is intercepted is routed to this machine: asked of the kernel for each interface of subscribers, as an ip rule of
 * somebody else may come first (`iif eth1 lookup 200`), or that of a VRF.
 */
import { type InterceptionPlan, markText, plannedFamilies } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import { type Machine, numberIn } from '../machine.ts';
import { interfacesOf } from './interface-names.ts';

const { good, fault, skipped } = findingsOf('policy-routing');
/** Documentation addresses (RFC 5737, RFC 3849): a subscriber and an origin. */
const PAIRS = [
  { family: 'ipv4', flag: '-4', name: 'IPv4', from: '198.51.100.77', to: '203.0.113.77' },
  { family: 'ipv6', flag: '-6', name: 'IPv6', from: '2001:db8:ffff:8::1', to: '2001:db8:ffff:9::1' },
] as const;
/** With a pattern there may be thousands. */
const MOST_INTERFACES = 16;
/** Each makes the machine's own packets carry the mark of those that they answer, and so lead back to this machine. */
const COPY_MARKS = ['ipv4/tcp_fwmark_accept', 'ipv4/fwmark_reflect', 'ipv6/fwmark_reflect'];

export function policyRouting(machine: Machine, plan: InterceptionPlan): MachineFinding[] {
  if (plan.mode === 'redirect') return [];
  const interfaces = interfacesOf(machine, plan.subscribers).slice(0, MOST_INTERFACES);
  const faults = [
    ...copiedMarks(machine),
    ...virtualRouting(machine, interfaces),
    ...astray(machine, plan, interfaces),
  ];
  if (faults.length > 0) return faults;
  return interfaces.length === 0
    ? [skipped('there is no interface of subscribers to ask for')]
    : [good('what subscribers send to origins is led to this machine when it is marked')];
}

function copiedMarks(machine: Machine): MachineFinding[] {
  return COPY_MARKS.filter((name) => numberIn(machine, `/proc/sys/net/${name}`) === 1)
    .map((name) => `net.${name.replace('/', '.')}`)
    .map((key) =>
      fault(`${key} is 1: answers to intercepted packets carry their mark, and come back here`, `Set ${key}=0`),
    );
}

/** Sockets of a subscriber in a VRF must belong to it: else answers leave by the main table. */
function virtualRouting(machine: Machine, interfaces: readonly string[]): MachineFinding[] {
  const inVrf = interfaces.filter((name) => {
    const { stdout } = machine.run(['ip', '-d', 'link', 'show', 'dev', name]);
    return /\bvrf_slave\b/u.test(stdout);
  });
  if (inVrf.length === 0 || numberIn(machine, '/proc/sys/net/ipv4/tcp_l3mdev_accept') === 1) return [];
  return [
    fault(
      `${inVrf.length} interfaces of subscribers belong to a VRF, and net.ipv4.tcp_l3mdev_accept is not 1: answers to subscribers leave by the main table`,
      'Set net.ipv4.tcp_l3mdev_accept=1 in /etc/sysctl.d, and run sysctl --system',
    ),
  ];
}

/** Runs only if our own rule is there: if not, the check `rules` reports it. */
function astray({ run }: Machine, plan: InterceptionPlan, interfaces: readonly string[]): MachineFinding[] {
  const mark = markText(plan.mark);
  const planned = plannedFamilies(plan);
  return PAIRS.filter(({ family }) => planned.includes(family)).flatMap(({ flag, name, from, to }) => {
    const rules = run(['ip', '-N', flag, 'rule', 'show']).stdout;
    if (!rules.includes(`fwmark ${mark}/${mark} lookup ${plan.routingTable}`)) return [];
    const lost = interfaces.filter((link) => {
      const { ok, stdout } = run(['ip', flag, 'route', 'get', to, 'from', from, 'iif', link, 'mark', mark]);
      return ok && !stdout.startsWith('local');
    });
    if (lost.length === 0) return [];
    return [
      fault(
        `another ip rule takes what is intercepted on ${lost.length} of ${interfaces.length} interfaces (${name}): it is forwarded, or lost`,
        `Set interception.rule_priority below that of the other rule (ip ${flag} rule show), and run netvakt export nft --apply`,
      ),
    ];
  });
}
