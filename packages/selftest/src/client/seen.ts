import type { Capture } from '../http/recorder.ts';
import type { Response } from './responses.ts';

/** All that is known of one run of a case. */
export interface Seen {
  /** What the client sent. */
  readonly sent: Buffer;
  /** What it got, and as responses. */
  readonly received: Buffer;
  readonly responses: readonly Response[];
  /** How it ended: all expected answers were there, the other side closed or reset, or nothing more came in time. */
  readonly end: 'answered' | 'closed' | 'reset' | 'silence';
  readonly milliseconds: number;
  /** How many times as long as usual that may be. */
  readonly patience: number;
  /** What reached the origins. */
  readonly captures: readonly Capture[];
}
