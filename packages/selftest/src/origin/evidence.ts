import type { Capture } from '../http/recorder.ts';

/** Where the evidence of a run can be asked for: in this process, or from an origin on another machine. */
export interface Evidence {
  /** Everything that arrived with the run's name in it. */
  captures(token: string): Promise<readonly Capture[]>;
  /** SHA-256 of the origin's certificate, as Node writes it. */
  readonly fingerprint: string;
}
