/** A queue of netfilter: packets in with one call for many, verdicts out with one. See linux/netfilter/nfnetlink_queue.h. */
import {
  AF_NETLINK,
  MSG_WAITFORONE,
  NETLINK_NETFILTER,
  NETLINK_NO_ENOBUFS,
  SO_RCVBUFFORCE,
  SO_RCVTIMEO,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET,
} from './constants.ts';
import { closeDescriptor } from './descriptor.ts';
import { errnoName, SystemCallError } from './linux-error.ts';
import { type Arena, type Native, native, succeed } from './native.ts';
import {
  answerErrno,
  bindOrders,
  NF_ACCEPT,
  NF_DROP,
  orderBytes,
  type QueuedPacket,
  type QueueOrder,
  UNBIND,
  VERDICT_BYTES,
  VerdictWriter,
} from './queue-message.ts';
import { setOption } from './socket-options.ts';

/** Packets of one batch, and the bytes of each that come: more than a flow's first 16 KiB and all headers. */
export const MOST_PACKETS = 64;
const SLOT_BYTES = 20_480;
const COPIED_BYTES = 20_000;
/** struct mmsghdr and struct iovec of the 64-bit architectures. */
const MMSGHDR_BYTES = 64;
const IOVEC_BYTES = 16;
const MSG_LENGTH_AT = 56;
const RECEIVE_BUFFER = 16 * 1024 * 1024;
const OUT_BYTES = 256 * 1024;
/** Head and padding of the packet that a verdict has with it. */
const WITH_PACKET_BYTES = 8;

/** How a queue is bound. */
export interface QueueOptions {
  readonly queue: number;
  /** Packets that wait at one time. */
  readonly length: number;
  /** For packets that come while as many wait: they pass, or are dropped. */
  readonly failOpen: boolean;
}

/**
 * Binds a queue to a new socket and returns its descriptor, which belongs to the process: any thread may serve it. While it is open
 * nobody else can have the queue.
 * @throws {SystemCallError} `EPERM` without CAP_NET_ADMIN, or if another process has the queue.
 */
export function bindQueue({ queue, length, failOpen }: QueueOptions): number {
  const calls = native();
  const fd = succeed('socket(NETLINK_NETFILTER)', calls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
  try {
    succeed('bind(AF_NETLINK)', calls.bind(fd, KERNEL, KERNEL.length));
    const answerTime = timeval(1000);
    succeed('setsockopt(SO_RCVTIMEO)', calls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, answerTime, answerTime.length));
    setOption(fd, { level: SOL_SOCKET, number: SO_RCVBUFFORCE, name: 'SO_RCVBUFFORCE' }, RECEIVE_BUFFER);
    setOption(fd, { level: SOL_NETLINK, number: NETLINK_NO_ENOBUFS, name: 'NETLINK_NO_ENOBUFS' }, 1);
    for (const order of bindOrders(length, COPIED_BYTES, failOpen)) obey(calls, fd, queue, order);
    return fd;
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}

/** Gives the queue up at once, whatever a thread does with it; packets that wait are dropped. Never throws. */
export function unbindQueue(fd: number, queue: number): void {
  const order = orderBytes(queue, UNBIND);
  native().sendto(fd, order, order.length, 0, KERNEL, KERNEL.length);
}

/** struct sockaddr_nl of the kernel. */
const KERNEL: Uint8Array = Uint8Array.of(AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

function obey(calls: Native, fd: number, queue: number, order: QueueOrder): void {
  const bytes = orderBytes(queue, order);
  const call = `nfnetlink_queue(${order.name} ${queue})`;
  succeed(call, calls.sendto(fd, bytes, bytes.length, 0, KERNEL, KERNEL.length));
  const answer = Buffer.alloc(4096);
  const errno = answerErrno(answer, succeed(call, calls.recv(fd, answer, answer.length, 0)));
  // With the last order packets begin to come: one may be before the answer. It is looked at again when its sender sends it again.
  if (errno !== undefined && errno !== 0) throw new SystemCallError(call, errnoName(errno));
}

/** struct timeval. */
function timeval(milliseconds: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt(Math.floor(milliseconds / 1000)), 0);
  bytes.writeBigInt64LE(BigInt(milliseconds % 1000) * 1000n, 8);
  return bytes;
}

/** A bound queue as one thread serves it. */
export class NetfilterQueue {
  /** What {@link receive} has received; see {@link read}. */
  readonly bytes: Buffer;
  readonly queue: number;
  readonly #fd: number;
  readonly #calls = native();
  readonly #vectors: Arena;
  readonly #out: Arena;
  readonly #writer: VerdictWriter;
  #used = 0;

  /** `waitMs`: how long {@link receive} waits for a packet. */
  constructor(fd: number, queue: number, waitMs: number) {
    this.#fd = fd;
    this.queue = queue;
    const time = timeval(waitMs);
    succeed('setsockopt(SO_RCVTIMEO)', this.#calls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, time, time.length));
    const slots = this.#calls.arena(MOST_PACKETS * SLOT_BYTES);
    this.bytes = slots.bytes;
    this.#vectors = vectorsFor(this.#calls, slots);
    this.#out = this.#calls.arena(OUT_BYTES);
    this.#writer = new VerdictWriter(this.#out.bytes, queue);
  }

  /** Waits for packets; how many came, 0 if none did in time. */
  receive(): number {
    const count = this.#calls.recvmmsg(this.#fd, this.#vectors.address, MOST_PACKETS, MSG_WAITFORONE, 0);
    return Math.max(0, count);
  }

  /** Reads the packet at `index` of the last batch into `packet`. False if it is none. */
  read(index: number, packet: QueuedPacket): boolean {
    const length = this.#vectors.bytes.readUInt32LE(index * MMSGHDR_BYTES + MSG_LENGTH_AT);
    const start = index * SLOT_BYTES;
    return packet.read(this.bytes, start, start + Math.min(length, SLOT_BYTES));
  }

  accept(id: number, mark: number): void {
    this.#makeRoom(VERDICT_BYTES);
    this.#used = this.#writer.write(this.#used, id, NF_ACCEPT, mark);
  }

  drop(id: number): void {
    this.#makeRoom(VERDICT_BYTES);
    this.#used = this.#writer.write(this.#used, id, NF_DROP, 0);
  }

  /** `packet`: at most as long as one that comes. */
  replace(id: number, packet: Uint8Array, mark: number): void {
    this.#makeRoom(VERDICT_BYTES + WITH_PACKET_BYTES + packet.length);
    this.#used = this.#writer.writeWith(this.#used, id, mark, packet);
  }

  /** Sends all verdicts since the last time. */
  flush(): void {
    if (this.#used === 0) return;
    this.#calls.sendAt(this.#fd, this.#out.address, this.#used, 0);
    this.#used = 0;
  }

  #makeRoom(bytes: number): void {
    if (this.#used + bytes > OUT_BYTES) this.flush();
  }
}

/** One struct mmsghdr for each slot, and behind them their struct iovec. */
function vectorsFor(calls: Native, slots: Arena): Arena {
  const vectors = calls.arena(MOST_PACKETS * (MMSGHDR_BYTES + IOVEC_BYTES));
  for (let i = 0; i < MOST_PACKETS; i += 1) {
    const iovec = MOST_PACKETS * MMSGHDR_BYTES + i * IOVEC_BYTES;
    vectors.bytes.writeBigUInt64LE(BigInt(slots.address + i * SLOT_BYTES), iovec);
    vectors.bytes.writeBigUInt64LE(BigInt(SLOT_BYTES), iovec + 8);
    vectors.bytes.writeBigUInt64LE(BigInt(vectors.address + iovec), i * MMSGHDR_BYTES + 16);
    vectors.bytes.writeBigUInt64LE(1n, i * MMSGHDR_BYTES + 24);
  }
  return vectors;
}
