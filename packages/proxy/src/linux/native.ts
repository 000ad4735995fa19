import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { errnoName, SystemCallError, UnsupportedPlatformError } from './linux-error.ts';

/** Memory that a system call reads or fills. */
type Memory = Uint8Array | Int32Array | Uint32Array;

/**
 * The calls of libc that Node has no name for, just as the manual pages have them: -1 is a failure, and {@link errno} says
 * which until the next call.
 */
export interface Native {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  getsockname(fd: number, address: Uint8Array, length: Uint32Array): number;
  getpeername(fd: number, address: Uint8Array, length: Uint32Array): number;
  setsockopt(fd: number, level: number, option: number, value: Memory, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Memory, length: Uint32Array): number;
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, address: Uint8Array, size: number): number;
  /** Variadic in C, hence the type in the middle. */
  fcntl(fd: number, command: number, type: 'int', argument: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  /** `address` and `length`: where in an {@link Arena} the peer's is written, or 0. */
  accept4(fd: number, address: number, length: number, flags: number): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  setns(fd: number, type: number): number;
  recv(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  /** As `recv`, into an {@link Arena}. */
  recvAt(fd: number, address: number, length: number, flags: number): number;
  /** `vectors`: address of an array of struct mmsghdr, in an {@link Arena}. */
  recvmmsg(fd: number, vectors: number, count: number, flags: number, timeout: number): number;
  /** As `send`, of bytes in an {@link Arena}: their address is not asked for with every call. */
  sendAt(fd: number, address: number, length: number, flags: number): number;
  epollCreate(flags: number): number;
  /** `event`: address of a struct epoll_event in an {@link Arena}. */
  epollControl(epoll: number, operation: number, fd: number, event: number): number;
  /** `events`: address of an array of struct epoll_event in an {@link Arena}. */
  epollWait(epoll: number, events: number, most: number, timeout: number): number;
  /** Memory filled with zeros, which the collector does not move. */
  arena(size: number): Arena;
  errno(): number;
}

/** Memory whose address can be passed to the kernel, as long as somebody has its `bytes`. */
export interface Arena {
  readonly address: number;
  readonly bytes: Buffer;
}

/** The architectures on which the numbers of `constants.ts` hold and for which koffi brings a prebuilt library. */
const ARCHITECTURES: ReadonlySet<string> = new Set(['x64', 'arm64', 'arm', 'ia32', 'riscv64', 'loong64']);

let loaded: Native | undefined;

/**
 * The calls, loaded at first use, so that an explicit proxy on another system never needs them.
 *
 * Cost: 9 ms once in a thread, then 0.2 to 0.4 microseconds a call, most of it the kernel's; a socket made and closed is 5
 * (node 26.10, 2 cores, `node --conditions=@netvakt/source packages/proxy/test/linux/support/measure.ts`).
 * @throws {UnsupportedPlatformError} if they cannot be had.
 */
export function native(): Native {
  loaded ??= loadNative(process.platform, process.arch, requireKoffi);
  return loaded;
}

/** {@link native}, or `undefined` if it cannot be had. */
export function nativeOrNone(): Native | undefined {
  try {
    return native();
  } catch {
    return undefined;
  }
}

/** Loads the foreign-function library. Throws if it has none for this platform. */
export function requireKoffi(): typeof Koffi {
  return createRequire(import.meta.url)('koffi') as typeof Koffi;
}

/** {@link native} without its memory, for tests of the platforms that the test does not run on. */
export function loadNative(platform: string, architecture: string, load: () => typeof Koffi): Native {
  if (platform !== 'linux') {
    throw new UnsupportedPlatformError(`Transparent mode is not known on ${platform}`, REMEDY);
  }
  if (!ARCHITECTURES.has(architecture)) {
    throw new UnsupportedPlatformError(`Transparent mode is not known on the architecture ${architecture}`, REMEDY);
  }
  try {
    return bindCalls(load());
  } catch (cause) {
    const problem = 'Cannot load the foreign-function library koffi';
    throw new UnsupportedPlatformError(problem, `Install with optional dependencies, or: ${REMEDY}`, { cause });
  }
}

const REMEDY = 'Use the explicit proxy, or Linux on x64 or arm64';

function bindCalls(koffi: typeof Koffi): Native {
  const libc = koffi.load(null);
  return {
    socket: libc.func('int socket(int, int, int)'),
    bind: libc.func('int bind(int, const void *, uint32_t)'),
    getsockname: libc.func('int getsockname(int, void *, void *)'),
    getpeername: libc.func('int getpeername(int, void *, void *)'),
    setsockopt: libc.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    getsockopt: libc.func('int getsockopt(int, int, int, void *, void *)'),
    send: libc.func('intptr_t send(int, const void *, size_t, int)'),
    sendto: libc.func('intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)'),
    fcntl: libc.func('int fcntl(int, int, ...)'),
    connect: libc.func('int connect(int, const void *, uint32_t)'),
    accept4: libc.func('int accept4(int, uintptr_t, uintptr_t, int)'),
    shutdown: libc.func('int shutdown(int, int)'),
    close: libc.func('int close(int)'),
    setns: libc.func('int setns(int, int)'),
    recv: libc.func('intptr_t recv(int, void *, size_t, int)'),
    recvAt: libc.func('intptr_t recv(int, uintptr_t, size_t, int)'),
    recvmmsg: libc.func('int recvmmsg(int, uintptr_t, uint32_t, int, uintptr_t)'),
    sendAt: libc.func('intptr_t send(int, uintptr_t, size_t, int)'),
    epollCreate: libc.func('int epoll_create1(int)'),
    epollControl: libc.func('int epoll_ctl(int, int, int, uintptr_t)'),
    epollWait: libc.func('int epoll_wait(int, uintptr_t, int, int)'),
    arena: (size) => {
      const bytes = Buffer.from(new ArrayBuffer(size));
      return { address: Number(koffi.address(bytes)), bytes };
    },
    errno: () => koffi.errno(),
  };
}

/** Passes on the result of a call that did not fail. @throws {SystemCallError} if it is -1. */
export function succeed(call: string, result: number): number {
  if (result === -1) throw new SystemCallError(call, errnoName(native().errno()));
  return result;
}
