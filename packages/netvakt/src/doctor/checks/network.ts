/** Settings of the network that decide whether packets come to the filter, and get away from it. */
import { networkInterfaces } from 'node:os';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import { type Machine, numberIn } from '../machine.ts';
import { interfacesOf } from './interface-names.ts';

const IPV4 = '/proc/sys/net/ipv4';
const IPV6 = '/proc/sys/net/ipv6';

/** A machine that is inline forwards; otherwise nothing passes but what is intercepted. */
export function forwarding(machine: Machine): MachineFinding[] {
  const { good, fault } = findingsOf('forwarding');
  const off = [
    ...(numberIn(machine, `${IPV4}/ip_forward`) === 1 ? [] : ['net.ipv4.ip_forward']),
    ...(numberIn(machine, `${IPV6}/conf/all/forwarding`) === 1 ? [] : ['net.ipv6.conf.all.forwarding']),
  ];
  if (off.length === 0) return [good('IPv4 and IPv6 are forwarded')];
  return [
    fault(
      `${off.join(' and ')} is off`,
      `Set ${off.map((key) => `${key}=1`).join(' ')} in /etc/sysctl.d, and run sysctl --system`,
    ),
  ];
}

/** Strict reverse-path filtering (RFC 3704) drops what comes back by another interface than it would be sent out by. */
export function reversePath(machine: Machine, { subscribers }: InterceptionPlan): MachineFinding[] {
  const { good, fault } = findingsOf('reverse-path');
  const all = numberIn(machine, `${IPV4}/conf/all/rp_filter`) ?? 0;
  // The kernel takes the greater of the two; 2 is loose, and greater than 1.
  const strict = interfacesOf(machine, subscribers).filter(
    (name) => Math.max(all, numberIn(machine, `${IPV4}/conf/${name}/rp_filter`) ?? 0) === 1,
  );
  if (strict.length === 0) return [good('no interface of subscribers filters strictly')];
  return [
    fault(
      `reverse-path filtering is strict on ${strict.join(', ')}`,
      'Set net.ipv4.conf.INTERFACE.rp_filter=2 (loose): with 1, packets of intercepted connections can be dropped',
    ),
  ];
}

/** Every interface that the plan names must be there: a rule for another one matches nothing, silently. Sessions come and go. */
export function interfaces(machine: Machine, { subscribers }: InterceptionPlan): MachineFinding[] {
  const { good, warning, fault } = findingsOf('interfaces');
  const missing = subscribers.filter((pattern) => interfacesOf(machine, [pattern]).length === 0);
  const names = missing.filter((pattern) => !pattern.endsWith('*'));
  if (names.length > 0)
    return [
      fault(`there is no interface ${names.join(', ')}`, 'Correct interception.subscribers, or bring the interface up'),
    ];
  if (missing.length > 0)
    return [warning(`no interface is ${missing.join(', ')} now`, 'Nothing to do if no subscriber is connected')];
  return [good(`${interfacesOf(machine, subscribers).length} interfaces of subscribers`)];
}

/** A browser takes IPv6 if there is some: an IPv4-only filter is bypassed. */
export function bothFamilies(
  machine: Machine,
  plan: InterceptionPlan,
  found: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): MachineFinding[] {
  const { good, fault } = findingsOf('both-families');
  const onSubscribers = interfacesOf(machine, plan.subscribers).flatMap((name) => found[name] ?? []);
  const passing = [
    ...(plan.listenerFour === undefined && onSubscribers.some(({ family }) => family === 'IPv4') ? ['IPv4'] : []),
    ...(plan.listenerSix === undefined && onSubscribers.some(isGlobalSix) ? ['IPv6'] : []),
  ];
  if (passing.length === 0) return [good('every family that subscribers have is intercepted')];
  return [
    fault(
      `subscribers have ${passing.join(' and ')}, and no listener takes it: it passes unseen`,
      'Add a listener on 0.0.0.0 or "::" to proxy.listen',
    ),
  ];
}

function isGlobalSix({ family, address }: { readonly family: string; readonly address: string }): boolean {
  return family === 'IPv6' && !address.startsWith('fe80:');
}
