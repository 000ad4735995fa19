import type { Endpoint } from '../linux/socket-address.ts';
import type { ProxiedEnds } from '../proxy-protocol/header.ts';
import { writeProxyHeaderV1, writeProxyHeaderV2 } from '../proxy-protocol/write.ts';
import type { OwnedSocket } from '../socket/ownership.ts';

/** Who a connection belongs to: known from its socket, or told by a trusted peer. */
export interface Guest {
  readonly market: number;
  readonly ends: ProxiedEnds;
  /** The PROXY protocol header with which origins are told of the client; `undefined`: they are not. */
  readonly introduction: 'v1' | 'v2' | undefined;
}

/** Writes the header that is due, before anything else on a new connection to an origin. */
export function introduce({ ends, introduction }: Guest, origin: OwnedSocket): void {
  if (introduction === 'v1') origin.write(writeProxyHeaderV1(ends));
  else if (introduction === 'v2') origin.write(writeProxyHeaderV2(ends, { checksum: false }));
}

const UNASKED: Endpoint = { address: '', port: 0 };

/** The two ends of an accepted socket, as the kernel knows them. `both`: the near one, too, which costs a call to ask. */
export function endsOf(socket: OwnedSocket, plain: (address: string) => string, both: boolean): ProxiedEnds {
  const end = (address = '', port = 0): Endpoint => ({ address: plain(address), port });
  const source = end(socket.remoteAddress, socket.remotePort);
  return { source, destination: both ? end(socket.localAddress, socket.localPort) : UNASKED };
}
