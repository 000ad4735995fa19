/** Whether ports of ended connections to origins are used again: without that, many connections to one origin cost more and more. */
import type { Config } from '../../config/config.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning, skipped } = findingsOf('time-wait');

/**
 * The process ends most connections first, so their ports are kept for a minute (TIME_WAIT). When half of the ports under one address to one
 * origin are kept, each new connection searches all of them: 2 ms instead of 24 us of CPU time (Linux 6.18). When all are, it fails.
 */
export function timeWait({ read }: Machine, { fixed: { listeners } }: Config): MachineFinding[] {
  if (listeners.length === 0) return [good('no listener connects to origins')];
  const reuse = read('/proc/sys/net/ipv4/tcp_tw_reuse')?.trim();
  if (reuse === undefined) return [skipped('the reuse of ports cannot be read')];
  if (reuse === '1') return [good('ports of ended connections are used again after a second')];
  return [
    warning(
      'net.ipv4.tcp_tw_reuse is not 1: 14,000 connections a minute of one address to one origin slow down all others',
      'Set net.ipv4.tcp_tw_reuse=1 in /etc/sysctl.d, and run sysctl --system',
    ),
  ];
}
