/** Whole IP packets of our own making, under whatever source address they have. */
import { AF_INET, AF_INET6, IPPROTO_RAW, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_RAW } from './constants.ts';
import { closeDescriptor } from './descriptor.ts';
import { native, succeed } from './native.ts';

/** Two raw sockets, one a family. Needs CAP_NET_RAW. */
export class RawSender {
  readonly #four: number;
  readonly #six: number;

  /** @throws {SystemCallError} `EPERM` without CAP_NET_RAW, `EAFNOSUPPORT` without one of the families. Nothing stays open then. */
  constructor() {
    this.#four = openRaw(AF_INET);
    try {
      this.#six = openRaw(AF_INET6);
    } catch (error) {
      closeDescriptor(this.#four);
      throw error;
    }
  }

  /** Sends `packet` to its own destination. What the kernel does not take is lost, as on the wire. */
  send(packet: Uint8Array): void {
    const isSix = (packet[0] as number) >> 4 === 6;
    const to = new Uint8Array(isSix ? 28 : 16);
    to[0] = isSix ? AF_INET6 : AF_INET;
    if (isSix) to.set(packet.subarray(24, 40), 8);
    else to.set(packet.subarray(16, 20), 4);
    native().sendto(isSix ? this.#six : this.#four, packet, packet.length, MSG_DONTWAIT, to, to.length);
  }

  close(): void {
    closeDescriptor(this.#four);
    closeDescriptor(this.#six);
  }
}

function openRaw(family: number): number {
  return succeed('socket(SOCK_RAW)', native().socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
}
