import { getSystemErrorName } from 'node:util';
import { type Capabilities, processCapabilities } from './capabilities.ts';

export type LinuxErrorCode = 'ERR_LINUX_UNSUPPORTED' | 'ERR_LINUX_CALL' | 'ERR_LINUX_INHERITED';

/** What can go wrong between the data plane and the kernel. `code` is stable; `remedy` is for the person who runs it. */
export abstract class LinuxError extends Error {
  abstract readonly code: LinuxErrorCode;
  /** One sentence that explains what to do. Also part of the message. */
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem}. ${remedy}`, options);
    this.remedy = remedy;
  }
}

/** The socket options of transparent mode cannot be reached here: not Linux, or no foreign-function library for this CPU. */
export class UnsupportedPlatformError extends LinuxError {
  override readonly name = 'UnsupportedPlatformError';
  readonly code = 'ERR_LINUX_UNSUPPORTED';
}

/**
 * A system call failed. `call` is its name and argument (`setsockopt(IP_TRANSPARENT)`), `errno` the symbolic name
 * (`EPERM`), so that a table from failure to answer can be keyed by it as by the `code` of Node's own errors.
 */
export class SystemCallError extends LinuxError {
  override readonly name = 'SystemCallError';
  readonly code = 'ERR_LINUX_CALL';
  readonly call: string;
  readonly errno: string;

  constructor(call: string, errno: string) {
    super(`Cannot call ${call}: ${errno}`, remedyFor(errno));
    this.call = call;
    this.errno = errno;
  }
}

/** What the service manager claims to have passed on is missing, or is no socket. */
export class InheritedListenersError extends LinuxError {
  override readonly name = 'InheritedListenersError';
  readonly code = 'ERR_LINUX_INHERITED';
}

/** The symbolic name of a positive errno number: 1 is `EPERM`. Unknown numbers become `E` and the number. */
export function errnoName(errno: number): string {
  const name = errno > 0 ? getSystemErrorName(-errno) : `E${errno}`;
  return name.startsWith('Unknown') ? `E${errno}` : name;
}

// A Map, not an object: no inherited members to trip over. EPERM is not here because its remedy depends on the process.
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['EMFILE', 'Raise the limit of file descriptors (systemd: LimitNOFILE=) or lower the limit of connections'],
  ['ENFILE', 'Raise fs.file-max: the whole machine is out of file descriptors'],
  ['EADDRINUSE', 'Stop what already listens there, or choose another port'],
  ['EADDRNOTAVAIL', 'Use an address of this machine, or of the client with IP_TRANSPARENT'],
  ['EAFNOSUPPORT', 'Use one address family for both ends, and one that this kernel has'],
  ['ENOPROTOOPT', 'Use a kernel that has this socket option (nf_tproxy, nf_conntrack for REDIRECT)'],
  ['EBADF', 'Pass a descriptor that is open: this one is closed, or belongs to another process'],
  ['ENOTSOCK', 'Pass a descriptor of a socket'],
]);

function remedyFor(errno: string): string {
  if (errno === 'EPERM' || errno === 'EACCES') return permissionRemedy(processCapabilities());
  return REMEDIES.get(errno) ?? `Look up ${errno} in the manual page of the call`;
}

/** Distinguishes "has no capability" and "has it, but not here": the second needs another remedy. */
export function permissionRemedy(has: Capabilities): string {
  return has.netAdmin || has.netRaw
    ? 'Run in the user namespace that owns the network namespace: the capability that the process has does not count here'
    : 'Give the process CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN), or inherit the listener from a systemd socket unit with Transparent=yes';
}
