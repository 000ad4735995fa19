/** Datagrams to a Unix socket, which Node cannot send. */
import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_DGRAM } from './constants.ts';
import { native } from './native.ts';

/** sizeof(sun_path). */
const PATH_SIZE = 108;

/**
 * Sends one datagram to the socket at `path`, or to the abstract name after `@`. Returns false if it was not taken: nobody listens,
 * the receiver's buffer is full, or the path is none. Never throws, never waits. Cost: about 12 microseconds.
 */
export function sendUnixDatagram(path: string, text: string): boolean {
  const address = unixAddress(path);
  return address !== undefined && sendTo(address, text);
}

/** struct sockaddr_un: a path with its zero byte, or an abstract name (`@...`), which begins with one and has none at its end. */
function unixAddress(path: string): Uint8Array | undefined {
  if (!/^[/@]./u.test(path)) return undefined;
  const isAbstract = path.startsWith('@');
  const name = Buffer.from(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  if (name.length > PATH_SIZE) return undefined;
  return Buffer.concat([new Uint8Array(Uint16Array.of(AF_UNIX).buffer), name]);
}

/** Not kept open: a message every few seconds is not worth a descriptor that outlives a restart of the receiver. */
function sendTo(address: Uint8Array, text: string): boolean {
  try {
    const calls = native();
    const fd = calls.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd === -1) return false;
    const bytes = Buffer.from(text);
    const sent = calls.sendto(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length);
    calls.close(fd);
    return sent === bytes.length;
  } catch {
    return false; // no foreign-function library here
  }
}
