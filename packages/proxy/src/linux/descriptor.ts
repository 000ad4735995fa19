import type { Server, Socket } from 'node:net';
import { F_DUPFD_CLOEXEC, F_SETFD, FD_CLOEXEC } from './constants.ts';
import { native, succeed } from './native.ts';

/**
 * The file descriptor of a TCP socket or server, or `undefined` if it has none any more.
 *
 * Node has no public name for it. `_handle.fd` has been there since Node 0.x, is a getter over uv_fileno(3), and is -1
 * once the handle is closed; this is the only place that relies on it. It is used for one thing: reading SO_ORIGINAL_DST of
 * an accepted socket under REDIRECT. TPROXY does not need it.
 */
export function descriptorOf(socket: Socket | Server | { readonly descriptor: number }): number | undefined {
  if ('descriptor' in socket) return socket.descriptor < 0 ? undefined : socket.descriptor;
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: unknown } | null };
  const fd = handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}

/**
 * A second descriptor of the same open socket, closed on exec. Each worker that listens on an inherited socket needs one
 * of its own: whoever closes the shared number closes it for all, and the number may by then be somebody else's file.
 * @throws {SystemCallError} `EBADF`, `EMFILE`.
 */
export function duplicateDescriptor(fd: number): number {
  return succeed('fcntl(F_DUPFD_CLOEXEC)', native().fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0));
}

/**
 * Keeps a descriptor from child processes. For inherited listeners, which had to pass an exec: a child that outlives us would
 * keep the port.
 * @throws {SystemCallError} `EBADF`.
 */
export function closeOnExec(fd: number): void {
  succeed('fcntl(F_SETFD)', native().fcntl(fd, F_SETFD, 'int', FD_CLOEXEC));
}

/** Closes what no Node object owns yet. Never throws: there is nothing left to do about it. */
export function closeDescriptor(fd: number): void {
  native().close(fd);
}
