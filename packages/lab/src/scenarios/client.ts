/** Clients of the scenarios: ordinary ones, and the pieces that others are made of. */
import { connect, type Socket } from 'node:net';
import { until, WAIT } from '@netvakt/testing';
import { converse, type Heard, statuses } from '../client/send.ts';
import type { Filter } from '../filters/filter.ts';
import { readCounters } from '../filters/metrics.ts';
import type { Stage } from './scenario.ts';

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

/** Resolves when the filter holds no connection: none leads to the origin and, if it counts them, none to a client. */
export async function atRest({ filter, upstream }: Stage): Promise<void> {
  await until('a filter at rest', async () => {
    const counters = await readCounters(filter.metrics);
    return upstream() === 0 && (counters?.active ?? 0) === 0;
  });
}

/** How a connection ended, as its client saw it. */
export interface Ended {
  /** Milliseconds from now on; `undefined` if it was still open at the end of the wait. */
  readonly ms: number | undefined;
  readonly text: string;
}

/** Listens until the filter ends the connection, at most {@link WAIT}. */
export async function listenUntilEnd(socket: Socket): Promise<Ended> {
  const start = performance.now();
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), WAIT);
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
