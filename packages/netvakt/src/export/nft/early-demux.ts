/**
 * The kernel looks up the socket of a TCP packet before it routes it (`tcp_early_demux`), also of one that is to be forwarded;
 * and `ip_forward` drops a packet that has a socket. The socket may be one in TIME_WAIT: of a connection that the filter has
 * had, from the same port to the same destination. So once traffic passes by the filter again, a subscriber who uses the port
 * again gets no answer for up to a minute: measured, 20 of 20 connections with it, none without.
 */
const SWITCHES = ['/proc/sys/net/ipv4/ip_early_demux', '/proc/sys/net/ipv4/tcp_early_demux'];

/** What to do about it. */
export const EARLY_DEMUX_REMEDY =
  'Set net.ipv4.tcp_early_demux=0 (both families) in /etc/sysctl.d, and run sysctl --system';

/** True if forwarded packets of reused ports are dropped. @param read - the text of a file; `undefined` if it cannot be read. */
export function dropsReusedPorts(read: (path: string) => string | undefined): boolean {
  return SWITCHES.every((path) => read(path)?.trim() !== '0');
}
