import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK } from '../../../src/linux/constants.ts';
import { native, succeed } from '../../../src/linux/native.ts';

/** A unix datagram socket, such as a service manager reads from; Node has none. `path` may be abstract (`@name`). */
export class DatagramReceiver {
  readonly #fd: number;
  readonly #recv: (fd: number, bytes: Uint8Array, length: number, flags: number) => number;

  constructor(path: string) {
    const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
    this.#recv = koffi.load(null).func('intptr_t recv(int, void *, size_t, int)');
    this.#fd = succeed('socket', native().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`);
    const address = Buffer.concat([new Uint8Array(Uint16Array.of(AF_UNIX).buffer), name]);
    succeed('bind', native().bind(this.#fd, address, address.length));
  }

  /** The next datagram that has arrived already; delivery on one machine is done when the send returns. */
  next(): string | undefined {
    const bytes = Buffer.alloc(4096);
    const length = this.#recv(this.#fd, bytes, bytes.length, 0);
    return length === -1 ? undefined : bytes.toString('utf8', 0, length);
  }

  close(): void {
    native().close(this.#fd);
  }
}
