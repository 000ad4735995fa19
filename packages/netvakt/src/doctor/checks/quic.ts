/** Whether refusals of QUIC leave this machine: the kernel limits its ICMP errors, for each subscriber and in all. */

import { readCounters } from '../../export/nft/counters.ts';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import { type Machine, numberIn } from '../machine.ts';

const { good, warning } = findingsOf('quic');
const NET = '/proc/sys/net';
/** Bit of icmp_ratemask: destination unreachable (RFC 792). */
const UNREACHABLE = 1 << 3;
/** A second, in all; the kernel's default is 1,000. */
const FEW = 10_000;
/** With fewer datagrams the counters show nothing; the share that must have been answered. */
const MANY = 100;
const ANSWERED = 0.9;

const REMEDY =
  'Set net.ipv4.icmp_ratelimit=0, net.ipv6.icmp.ratelimit=0, net.ipv4.icmp_msgs_per_sec=100000 and net.ipv4.icmp_msgs_burst=10000 in /etc/sysctl.d, or interception.quic: drop';

export function quicRefusals(machine: Machine, plan: InterceptionPlan): MachineFinding[] {
  if (plan.quic === 'pass') return [good('QUIC passes unseen, as configured')];
  if (plan.quic === 'inspect') return [good('QUIC is inspected: blocked names are dropped, and browsers turn to TCP')];
  if (plan.quic === 'drop') return [good('QUIC is dropped: browsers wait for a moment, and turn to TCP')];
  const found = [...limits(machine), ...unanswered(machine, plan)];
  if (found.length === 0) return [good('QUIC is refused, and the kernel does not limit the refusals')];
  return [warning(`QUIC is refused, but ${found.join('; ')}`, REMEDY)];
}

function limits(machine: Machine): string[] {
  const mask = numberIn(machine, `${NET}/ipv4/icmp_ratemask`) ?? UNREACHABLE;
  const perHost = (numberIn(machine, `${NET}/ipv4/icmp_ratelimit`) ?? 0) > 0 && (mask & UNREACHABLE) !== 0;
  const perHostSix = (numberIn(machine, `${NET}/ipv6/icmp/ratelimit`) ?? 0) > 0;
  const inAll = numberIn(machine, `${NET}/ipv4/icmp_msgs_per_sec`) ?? FEW;
  return [
    ...(perHost ? ['a subscriber gets six refusals at once, then few (net.ipv4.icmp_ratelimit)'] : []),
    ...(perHostSix ? ['the same for IPv6 (net.ipv6.icmp.ratelimit)'] : []),
    ...(inAll < FEW ? [`${inAll} a second leave in all (net.ipv4.icmp_msgs_per_sec)`] : []),
  ];
}

function unanswered({ root, run }: Machine, plan: InterceptionPlan): string[] {
  if (!root) return [];
  const { quic, quic_answers: sent } = readCounters(plan, run);
  const datagrams = quic.ipv4.packets + quic.ipv6.packets;
  const answers = sent.ipv4.packets + sent.ipv6.packets;
  return datagrams >= MANY && answers < ANSWERED * datagrams
    ? [`${answers} of ${datagrams} datagrams were answered since the rules were applied`]
    : [];
}
