/** What came in on one connection. */
export interface Capture {
  /** Names the connection: whose it was, or its port; see who records. */
  readonly from: string;
  /** As it came, from the first byte; cut at the recorder's bound. latin1. */
  readonly text: string;
}

/** How much a recorder keeps. */
export interface RecorderBounds {
  /** Bytes of one connection, to the piece in which they are reached. */
  readonly bytes: number;
  /** Connections; the oldest goes first. */
  readonly connections: number;
}

interface Recording {
  readonly from: string;
  readonly pieces: Buffer[];
  bytes: number;
}

/** Keeps what arrived on the last connections, in the order in which they were made. */
export class Recorder {
  readonly #bounds: RecorderBounds;
  readonly #recordings: Recording[] = [];

  constructor(bounds: RecorderBounds) {
    this.#bounds = bounds;
  }

  /** A new connection; call the result with what arrives on it. */
  record(from: string): (bytes: Buffer) => void {
    const recording: Recording = { from, pieces: [], bytes: 0 };
    this.#recordings.push(recording);
    if (this.#recordings.length > this.#bounds.connections) this.#recordings.shift();
    return (bytes) => {
      if (recording.bytes >= this.#bounds.bytes) return;
      recording.bytes += bytes.length;
      recording.pieces.push(bytes);
    };
  }

  /** What was kept; with `token`, of the connections on which it arrived. */
  captures(token = ''): Capture[] {
    return this.#recordings
      .map(({ from, pieces }) => ({ from, text: Buffer.concat(pieces).toString('latin1') }))
      .filter(({ text }) => text.includes(token));
  }

  /** True if a connection of that name is kept. */
  has(from: string): boolean {
    return this.#recordings.some((recording) => recording.from === from);
  }

  /** Drops everything; connections that are still open are no longer kept. */
  forget(): void {
    this.#recordings.length = 0;
  }
}
