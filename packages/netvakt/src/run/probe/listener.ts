/**
 * Which listener the prober can ask. Only an explicit one: a transparent one serves what the kernel has led to it, and a
 * connection that comes to its own address is `not-intercepted`. Leading our own there would take a rule in OUTPUT, and the
 * rules of a machine are not ours to change.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { ListenerSettings } from '@netvakt/proxy';
import type { Config } from '../../config/config.ts';
import { PROXY_SOCKET } from '../../config/schema/defaults.ts';

/** The message if the prober has no listener to ask. */
export const NO_LISTENER: { readonly found: string; readonly remedy: string } = {
  found: 'no prober runs: no listener is explicit and reached from 127.0.0.1',
  remedy: `Add one for it to proxy.listen: { mode: explicit, address: ${PROXY_SOCKET.address}, port: ${PROXY_SOCKET.port} }`,
};

/** The place of the first listener that can be asked from 127.x; -1 if there is none. */
export function askedListener({ listeners }: Pick<Config['fixed'], 'listeners'>): number {
  // A listener of IPv6 alone cannot be reached from 127.x; one for everything can.
  return listeners.findIndex(({ mode, address }) => mode === 'explicit' && (!isIPv6(address) || address === '::'));
}

/** True if the prober is on and has no listener to ask. */
export function lacksListener({ listeners, probe }: Pick<Config['fixed'], 'listeners' | 'probe'>): boolean {
  return probe.intervalSeconds > 0 && askedListener({ listeners }) === -1;
}

/** Whether the listener waits for a PROXY protocol header from `client`, an IPv4 address. */
export function wantsHeader({ trustedPeers = [] }: ListenerSettings, client: string): boolean {
  return trustedPeers.some((peer) => covers(peer, client));
}

function covers(prefix: string, client: string): boolean {
  const [address = '', bits] = prefix.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list.check(client, 'ipv4');
}
