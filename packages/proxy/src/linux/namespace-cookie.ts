import { AF_UNIX, SO_NETNS_COOKIE, SOCK_DGRAM, SOL_SOCKET } from './constants.ts';
import { nativeOrNone } from './native.ts';

const BYTES = 8;

/**
 * What the kernel calls the network namespace of this thread, and no other one until the machine is restarted: inodes are given again.
 * In hexadecimal digits; `undefined` before Linux 5.14, and on systems without the calls. Never throws.
 */
export function namespaceCookie(): string | undefined {
  const calls = nativeOrNone();
  const fd = calls?.socket(AF_UNIX, SOCK_DGRAM, 0) ?? -1;
  if (calls === undefined || fd === -1) return undefined;
  const value = Buffer.alloc(BYTES);
  const failed = calls.getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, value, Uint32Array.of(BYTES));
  calls.close(fd);
  return failed === 0 ? value.toString('hex') : undefined;
}
