/**
 * The receiver of a socket's events. Every socket of the data plane has exactly one owner at a time, from accept or
 * connect to its end, so an error event never goes unheard (it would end the process).
 */
export interface SocketOwner {
  /** `bytes` are there until the call returns, and then other bytes: what is to stay is copied. */
  data(bytes: Buffer): void;
  /** The other side has closed its direction (FIN). */
  ended(): void;
  /** What was written has gone out; more may follow. */
  drained(): void;
  /** Nothing more will come or go. `failed`: it ended by a reset or another error. Notified once, after the call that caused it. */
  closed(failed: boolean): void;
}
