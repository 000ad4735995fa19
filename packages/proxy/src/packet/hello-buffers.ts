import { RecordReader } from '../hello/record-reader.ts';
import type { Limits } from '../settings/limits.ts';
import { MOST_BYTES, Reassembly } from './reassembly.ts';

/** What is kept for flows to come: 2.5 KiB each. */
const MOST_SPARE = 1024;

/** What a pending flow reads its hello with: its first bytes in order, and the reader of their records. */
export interface HelloBuffers {
  readonly stream: Reassembly;
  readonly records: RecordReader;
}

/** Gives flows their buffers, and takes them back when they are decided: to make them anew took 2 of 10 microseconds of a flow. */
export class HelloBufferPool {
  readonly #spare: HelloBuffers[] = [];
  #size = 0;

  /** Empty buffers. `helloBytes`: the most of a hello; that of the policy in force. */
  take(helloBytes: number): HelloBuffers {
    if (helloBytes !== this.#size) {
      this.#size = helloBytes;
      this.#spare.length = 0;
    }
    // One byte less than is kept: a hello that fills all of it is not whole.
    const most = Math.min(helloBytes, MOST_BYTES - 1);
    return this.#spare.pop() ?? { stream: new Reassembly(), records: new RecordReader({ helloBytes: most }) };
  }

  /** The flow that had them uses them no longer. `helloBytes`: with which they were taken. */
  giveBack(buffers: HelloBuffers, helloBytes: number): void {
    if (helloBytes !== this.#size || buffers.stream.hasGrown || this.#spare.length === MOST_SPARE) return;
    buffers.stream.reset();
    buffers.records.reset();
    this.#spare.push(buffers);
  }
}

/** A reader for hellos that are whole in one packet, one at a time. */
export class SpareReader {
  #limits: Pick<Limits, 'helloBytes'> | undefined = undefined;
  #reader: RecordReader | undefined = undefined;

  /** The reader, without what it has read. Whoever had it before uses it no longer. */
  empty(limits: Pick<Limits, 'helloBytes'>): RecordReader {
    if (this.#reader === undefined || limits !== this.#limits) this.#reader = new RecordReader(limits);
    else this.#reader.reset();
    this.#limits = limits;
    return this.#reader;
  }
}
