import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Recorder } from '../http/recorder.ts';
import type { Identity } from './certificate.ts';
import { ORIGIN_MARK, ordinary } from './responses.ts';
import { addressOf } from './web.ts';

const IDLE_MS = 15_000;
const HANDWRITTEN = /st[0-9a-f]{14}/;

/**
 * The TLS server. A hello that was written by hand has the name of the run in its session id, and is answered by a record with
 * the origin's mark: nobody goes on with that handshake. Every other goes to a real server.
 */
export function secureServer(recorder: Recorder, identity: Identity): Server {
  const tls = createTlsServer({ key: identity.key, cert: identity.cert, minVersion: 'TLSv1.2' }, (session) => {
    session.on('error', () => session.destroy());
    session.once('data', (bytes: Buffer) => {
      const token = HANDWRITTEN.exec(bytes.toString('latin1'))?.[0] ?? '';
      session.end(ordinary(token, false));
    });
  });
  tls.on('tlsClientError', (_, socket) => socket.destroy());
  return createServer({ noDelay: true }, (socket) => {
    const record = recorder.record(addressOf(socket));
    let first = Buffer.alloc(0);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    const listen = (bytes: Buffer): void => {
      record(bytes);
      first = Buffer.concat([first, bytes]);
      const token = HANDWRITTEN.exec(first.toString('latin1', 0, 120))?.[0];
      if (token !== undefined) {
        socket.end(alertLike(token));
        return;
      }
      if (first.length < 120) return;
      socket.off('data', listen);
      socket.pause();
      socket.unshift(first);
      tls.emit('connection', socket);
    };
    socket.on('data', listen);
  });
}

/** A handshake record that no client understands, and that a filter has no reason to change. */
function alertLike(token: string): Buffer {
  const body = Buffer.from(`${ORIGIN_MARK} ${token}`);
  return Buffer.concat([Buffer.from([22, 3, 3, 0, body.length]), body]);
}
