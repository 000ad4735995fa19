/** Reads datagrams as a data plane does, and describes the results in words. */

import { MORE, WHOLE } from '../../src/bytes/reader-result.ts';
import type { HelloReader } from '../../src/hello/hello-reader.ts';
import { QUIC_REASON, type QuicReason, type QuicReasonCode } from '../../src/observe/quic-reason.ts';
import { DatagramReader } from '../../src/quic/datagram-reader.ts';
import { QuicInspector } from '../../src/quic/inspector.ts';
import { DEFAULT_QUIC_LIMITS, type QuicLimits } from '../../src/quic/limits.ts';
import { QUIC_FREE, QUIC_SHUT } from '../../src/quic/outcome.ts';
import { QuicFlow } from '../../src/quic/quic-flow.ts';

function reasonName(code: number): string {
  const names = Object.keys(QUIC_REASON) as QuicReason[];
  return names.find((name) => QUIC_REASON[name] === code) ?? `?${code}`;
}

function nameIn(hello: HelloReader): string {
  return Buffer.from(hello.name).toString('latin1', 0, hello.nameLength);
}

/** Reads the datagrams of one flow in which `blocked` is blocked: for each, the names that were judged and the outcome. */
export function readAll(datagrams: readonly Buffer[], blocked = 'blocked.test'): string[] {
  const flow = new QuicFlow('', new Map());
  const reader = new DatagramReader();
  return datagrams.map((datagram) => {
    const words: string[] = [];
    let result = reader.read(flow, datagram, 0, datagram.length);
    while (result === WHOLE && flow.current !== undefined) {
      const { current } = flow;
      current.subject = { client: 1, judge: judging(words, blocked), refuse: () => {}, leave: () => {} };
      result = current.judge();
    }
    return [...words, outcomeName(result)].join(', ');
  });
}

function judging(words: string[], blocked: string): (hello: HelloReader) => boolean {
  return (hello) => {
    words.push(`${nameIn(hello)}${hello.hasEch ? ' ech' : ''}`);
    return nameIn(hello) !== blocked;
  };
}

function outcomeName(result: number): string {
  if (result === MORE) return 'more';
  if (result === QUIC_FREE) return 'free';
  return result === QUIC_SHUT ? 'shut' : reasonName(result);
}

/** An inspector with what it did to each packet, in order, and what it counted. */
export class Inspected {
  readonly done: string[] = [];
  readonly judged: string[] = [];
  readonly reasons: string[] = [];
  now = 0;
  client = 1;
  left = 0;
  begun = 0;
  readonly inspector: QuicInspector;

  #packet = 0;

  constructor(limits: Partial<QuicLimits> = {}, blocked = 'blocked.test') {
    const count = (reason: QuicReasonCode): void => {
      this.reasons.push(reasonName(reason));
    };
    this.inspector = new QuicInspector(
      {
        pass: (packet) => void this.done.push(`pass ${packet}`),
        drop: (packet) => void this.done.push(`drop ${packet}`),
        unreadable: count,
        begin: () => {
          this.begun += 1;
          return {
            client: this.client,
            judge: judging(this.judged, blocked),
            refuse: count,
            leave: () => void (this.left += 1),
          };
        },
      },
      { ...DEFAULT_QUIC_LIMITS, ...limits },
    );
  }

  /** What was done since the last call, after these datagrams of the flow `key`; packets are numbered from 1. */
  read(datagrams: readonly Buffer[], key = 'flow'): string[] {
    for (const datagram of datagrams) {
      this.#packet += 1;
      this.inspector.inspect(this.#packet, key, datagram, this.now);
    }
    return this.done.splice(0);
  }

  /** What was done when that many milliseconds had gone by. */
  after(milliseconds: number): string[] {
    this.now += milliseconds;
    this.inspector.sweep(this.now);
    return this.done.splice(0);
  }
}
