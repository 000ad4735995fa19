/** What came in on one connection. */
export interface Capture {
  /** Address of the other end: the client’s, or the filter’s. */
  readonly from: string;
  /** As it came, from the first byte; cut at {@link MOST_BYTES}. latin1. */
  readonly text: string;
}

/** Where the evidence of a run can be asked for: in this process, or from an origin on another machine. */
export interface Evidence {
  /** Everything that arrived with the run's name in it. */
  captures(token: string): Promise<readonly Capture[]>;
  /** SHA-256 of the origin's certificate, as Node writes it. */
  readonly fingerprint: string;
}

const MOST_BYTES = 524_288;
const MOST_CAPTURES = 1000;

interface Recording {
  readonly from: string;
  readonly pieces: Buffer[];
  bytes: number;
}

/** Keeps what arrived on the last thousand connections. */
export class Recorder {
  readonly #recordings: Recording[] = [];

  /** A new connection; call the result with what arrives on it. */
  record(from: string): (bytes: Buffer) => void {
    const recording: Recording = { from: from.replace(/^::ffff:/, ''), pieces: [], bytes: 0 };
    this.#recordings.push(recording);
    if (this.#recordings.length > MOST_CAPTURES) this.#recordings.shift();
    return (bytes) => {
      if (recording.bytes >= MOST_BYTES) return;
      recording.bytes += bytes.length;
      recording.pieces.push(bytes);
    };
  }

  captures(token: string): Capture[] {
    return this.#recordings
      .map(({ from, pieces }) => ({ from, text: Buffer.concat(pieces).toString('latin1') }))
      .filter(({ text }) => text.includes(token));
  }
}
