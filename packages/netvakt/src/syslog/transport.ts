/** How messages get to the receiver. None of the three ways ever throws, blocks, or keeps the process alive. */
import { createSocket } from 'node:dgram';
import { sendUnixDatagram } from '@netvakt/proxy';
import type { SyslogTarget } from '../config/schema/syslog.ts';
import type { SyslogSender } from './sender.ts';
import { SyslogStream } from './stream.ts';

/** @param regained - called when a receiver that was gone takes messages again, before those that waited for it. */
export function syslogTransport(target: SyslogTarget, regained: () => void): SyslogSender {
  if (target.kind === 'unix')
    return { send: (message) => sendUnixDatagram(target.path, message), close: () => undefined };
  return target.kind === 'tcp' ? new SyslogStream(target, regained) : overUdp(target);
}

/** Whether a datagram arrived is unknown (RFC 5426 §4.1): only a refused send can be detected. */
function overUdp({ address, port }: Extract<SyslogTarget, { readonly port: number }>): SyslogSender {
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
