import { type Native, nativeOrNone } from '../linux/native.ts';
import { type TcpNames, tcpNames } from './tcp-handle.ts';

/** What sockets are made of here, in place of Node's streams. */
export interface Parts {
  readonly names: TcpNames;
  readonly calls: Native;
}

/** The parts, or `undefined` if one is missing: then no bare socket may be made. */
export const SOCKET_PARTS: Parts | undefined = findParts();

function findParts(): Parts | undefined {
  const found = { names: tcpNames(), calls: nativeOrNone() };
  return found.names === undefined || found.calls === undefined ? undefined : (found as Parts);
}
