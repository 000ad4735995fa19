/** One client of the laboratory: sends bytes in given pieces and returns what came back. */
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Random } from '@netvakt/fixtures';
import { WAIT } from '@netvakt/testing';

/** How a payload is cut into writes. */
export type Split = 'whole' | 'bytes' | 'random';

export interface Heard {
  /** All that came back, as latin1. */
  readonly text: string;
  /** The filter ended the connection, in order or by a reset. */
  readonly closed: boolean;
  /** The connection was refused: the filter is gone. */
  readonly refused: boolean;
}

export interface FilterAddress {
  readonly host: string;
  readonly port: number;
  /** What each connection begins with, before the client's own bytes: whom it was going to (PROXY protocol). */
  readonly greeting?: string;
}

/** A message that is not complete gets no answer; no need to wait for one as long. */
const INCOMPLETE_MS = 700;
/** No more bytes for this long, and none is due: the response is complete. */
const QUIET_MS = 250;
/** Byte by byte beyond this would take more time than it is worth. The rest goes in one piece. */
const BYTES_LIMIT = 3_000;

/** The pieces of one run. They join to `bytes` again. */
export function pieces(bytes: Buffer, split: Split, random: Random): readonly Buffer[] {
  if (split === 'whole') return [bytes];
  const cuts = new Set<number>();
  if (split === 'bytes') for (let at = 1; at < Math.min(bytes.length, BYTES_LIMIT); at += 1) cuts.add(at);
  else
    for (let cut = random.between(1, 6); cut > 0; cut -= 1) cuts.add(random.between(1, Math.max(1, bytes.length - 1)));
  const ordered = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return ordered.slice(1).map((end, at) => bytes.subarray(ordered[at], end));
}

/** How long to wait. */
export interface Patience {
  /** The message is not complete: silence means nothing. */
  readonly incomplete: boolean;
  /**
   * True if no more is due after these final statuses; by default, after the first. Before that, a pause
   * means a busy machine: taken for the last word, it made findings of 15 in 20,600 runs of five laboratories on two cores.
   */
  readonly settled?: (final: readonly number[]) => boolean;
  /** How long a byte may be owed, in milliseconds, before silence is an answer. Only a filter that is at fault is waited for so long. */
  readonly owed?: number;
}

/** Sends `parts`, one write each, and listens until the filter closes, falls silent or the patience ends. */
export async function converse(address: FilterAddress, parts: readonly Buffer[], patience: Patience): Promise<Heard> {
  const { greeting, ...to } = address;
  const { incomplete, settled = ({ length }): boolean => length > 0, owed = WAIT } = patience;
  const heard: Buffer[] = [];
  let closed = false;
  let refused = false;
  await new Promise<void>((resolve) => {
    const socket = connect({ ...to, allowHalfOpen: true, noDelay: true });
    let timer: NodeJS.Timeout | undefined;
    let sent = false;
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const wait = (): void => {
      clearTimeout(timer);
      const most = incomplete ? INCOMPLETE_MS : owed;
      timer = setTimeout(finish, settled(finalStatuses(textOf(heard))) ? QUIET_MS : most);
    };
    socket.on('data', (piece: Buffer) => {
      heard.push(piece);
      if (sent) wait(); // an answer to the first of twenty requests is no silence after the last
    });
    const close = (): void => {
      closed = true;
      finish();
    };
    socket.once('end', close);
    socket.once('close', close);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      refused = error.code === 'ECONNREFUSED';
    });
    const send = async (): Promise<void> => {
      if (greeting !== undefined) socket.write(greeting);
      for (const part of parts) {
        if (socket.destroyed) return;
        socket.write(part);
        // Another turn of the loop, so that the kernel sees another segment.
        if (parts.length > 1) await turn();
      }
      sent = true;
      wait();
    };
    socket.once('connect', () => {
      void send();
    });
  });
  return { text: textOf(heard), closed, refused };
}

function textOf(heard: readonly Buffer[]): string {
  return Buffer.concat(heard).toString('latin1');
}

/** The statuses of all responses in what was heard, interim ones included. No body of the laboratory has such text. */
export function statuses(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3})[ \r]/g)].map(([, status]) => Number(status));
}

/** Those of them that end an exchange: all but the interim ones. */
export function finalStatuses(text: string): readonly number[] {
  return statuses(text).filter((code) => code >= 200);
}
