import { EPOLL_CLOEXEC } from '../linux/constants.ts';
import { type Native, nativeOrNone } from '../linux/native.ts';
import { TCP_SOCKET, type TcpNames, tcpNames } from './tcp-handle.ts';

/** What sockets are made of here, in place of Node's streams. */
export interface Parts {
  readonly names: TcpNames;
  readonly calls: Native;
}

/** The parts, or `undefined` if one is missing: then no bare socket may be made. */
export const SOCKET_PARTS: Parts | undefined = partsOf(tcpNames(), nativeOrNone());

/** The parts, if they fit: this Node's event loop can watch a descriptor that is no socket. */
export function partsOf(names: TcpNames | undefined, calls: Native | undefined): Parts | undefined {
  if (names === undefined || calls === undefined) return undefined;
  const epoll = calls.epollCreate(EPOLL_CLOEXEC);
  if (epoll < 0) return undefined;
  const handle = new names.TCP(TCP_SOCKET);
  const fits = handle.open(epoll) === 0;
  if (!fits) calls.close(epoll); // else the handle's
  handle.close();
  return fits ? { names, calls } : undefined;
}
