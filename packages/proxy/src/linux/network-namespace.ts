import { CLONE_NEWNET } from './constants.ts';
import { native, succeed } from './native.ts';

/**
 * Moves the calling thread to the network namespace that `fd` is open on, see setns(2). Sockets stay where they were made; those that
 * this thread makes from here on are made there. Needs CAP_SYS_ADMIN.
 * @throws {SystemCallError} `EPERM`, `EINVAL`, `EBADF`.
 */
export function enterNetworkNamespace(fd: number): void {
  succeed('setns(CLONE_NEWNET)', native().setns(fd, CLONE_NEWNET));
}
