/** How messages get to the receiver. None of the three ways ever throws, blocks, or keeps the process alive. */
import { createSocket } from 'node:dgram';
import { sendUnixDatagram } from '@netvakt/proxy';
import type { SyslogTarget } from '../config/schema/syslog.ts';
import { SyslogStream } from './stream.ts';

export interface SyslogTransport {
  /** Sends one message, now or when the receiver is there again. False: it was dropped. */
  send(message: string): boolean;
  close(): void;
}

/** @param regained - called when a receiver that was gone takes messages again, before those that waited for it. */
export function syslogTransport(target: SyslogTarget, regained: () => void): SyslogTransport {
  if (target.kind === 'unix')
    return { send: (message) => sendUnixDatagram(target.path, message), close: () => undefined };
  return target.kind === 'tcp' ? new SyslogStream(target, regained) : overUdp(target);
}

/** Nobody says whether a datagram arrived (RFC 5426 §4.1): that a send is refused is all that can be known. */
function overUdp({ address, port }: Extract<SyslogTarget, { readonly port: number }>): SyslogTransport {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.unref();
  socket.on('error', () => undefined);
  return {
    send(message) {
      socket.send(message, port, address, () => undefined);
      return true;
    },
    close: () => socket.close(),
  };
}
