/** Clients of the scenarios: ordinary ones, and the pieces that others are made of. */
import { connect, type Socket } from 'node:net';
import { converse, type Heard, statuses } from '../client/send.ts';
import type { Filter } from '../filters/filter.ts';

/** A GET through an explicit proxy. */
export function pageRequest(target: string, ...fields: readonly string[]): string {
  return [`GET http://mixed.selftest.test${target} HTTP/1.1`, 'Host: mixed.selftest.test', ...fields, '', ''].join(
    '\r\n',
  );
}

/** A connection to the filter whose errors are its own business. */
export function dial(filter: Filter): Socket {
  const socket = connect({ ...filter.address, noDelay: true, allowHalfOpen: true });
  socket.on('error', () => socket.destroy());
  return socket;
}

/** An ordinary visit: its status (0 for none) and the milliseconds that it took. */
export async function visit(filter: Filter, target = '/free/'): Promise<{ status: number; ms: number }> {
  const start = performance.now();
  const request = Buffer.from(pageRequest(target, 'Connection: close'), 'latin1');
  const heard: Heard = await converse(filter.address, [request], { incomplete: false });
  return { status: statuses(heard.text)[0] ?? 0, ms: Math.round(performance.now() - start) };
}

/** How a connection ended, as its client saw it. */
export interface Ended {
  /** Milliseconds from now on; `undefined` where it was still open at the end of the wait. */
  readonly ms: number | undefined;
  readonly text: string;
}

/** Listens until the filter ends the connection, at most `ms`. */
export async function listenUntilEnd(socket: Socket, ms: number): Promise<Ended> {
  const start = performance.now();
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    socket.once('end', end);
    socket.once('close', end);
  });
  socket.destroy();
  const text = Buffer.concat(pieces).toString('latin1');
  return { ms: ended ? Math.round(performance.now() - start) : undefined, text };
}
