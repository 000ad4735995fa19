import { IPPROTO_TCP, TCP_INFO } from '../linux/constants.ts';
import { descriptorOf } from '../linux/descriptor.ts';
import { nativeOrNone } from '../linux/native.ts';
import { BareSocket } from './bare-socket.ts';
import type { OwnedSocket } from './ownership.ts';

/** Where `tcpi_bytes_acked` is in struct tcp_info (<linux/tcp.h>, Linux 4.1); its low half is enough to see that it moves. */
const BYTES_ACKED_AT = 120;
const INFO_BYTES = BYTES_ACKED_AT + 8;

const calls = nativeOrNone();
const info = new Uint32Array(INFO_BYTES / 4);
const length = new Uint32Array(1);

/** True while bytes wait in this process that the kernel has not taken: to close now would cut them off. */
export function hasUnsent(socket: OwnedSocket): boolean {
  return socket instanceof BareSocket ? socket.hasUnsent : socket.writableLength > 0;
}

/**
 * A number that changes whenever the peer has acknowledged bytes: a slow reader makes progress long before the kernel takes
 * more from us. Without the system call, what has left this process. Cost: one system call of native.ts.
 */
export function progressOf(socket: OwnedSocket): number {
  const descriptor = socket instanceof BareSocket ? socket.descriptor : descriptorOf(socket);
  length[0] = INFO_BYTES;
  if (calls !== undefined && descriptor !== undefined && descriptor >= 0) {
    if (calls.getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info, length) === 0 && length[0] === INFO_BYTES) {
      return info[BYTES_ACKED_AT / 4] as number;
    }
  }
  return socket instanceof BareSocket ? 0 : socket.bytesWritten - socket.writableLength;
}
