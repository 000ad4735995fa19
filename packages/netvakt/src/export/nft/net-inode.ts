/** Which network namespace a process is in. */
import { readlinkSync } from 'node:fs';

/**
 * The inode of the network namespace of a process, in digits; `undefined` if the kernel names it in another form. Throws the system's
 * error if there is no such process, or no such namespaces.
 */
export function netInode(process = 'self'): string | undefined {
  return /^net:\[(\d+)\]$/u.exec(readlinkSync(`/proc/${process}/ns/net`))?.[1];
}
