/** What is kept at one time in one worker, and for how long. Times are milliseconds. */
export interface QuicLimits {
  /** Hellos that have not come whole, in all and of one client. */
  readonly unfinished: number;
  readonly unfinishedPerClient: number;
  /**
   * Datagrams that are held, in all and of one connection; others are dropped, and clients send them again. Each has a place of the 1,024
   * in the kernel's queue.
   */
  readonly held: number;
  readonly heldPerConnection: number;
  /** Connections whose hello was free; the oldest is forgotten first. */
  readonly passing: number;
  /** Connections that are blocked or were refused; the oldest is forgotten first, and judged again if it goes on. */
  readonly closed: number;
  readonly heldTime: number;
  readonly unfinishedTime: number;
  readonly passingTime: number;
  readonly closedTime: number;
}

/** Memory of a worker, if all is full: 4 to 18 KiB for each connection that is unfinished or passing, 48 to 216 MiB. */
export const DEFAULT_QUIC_LIMITS: QuicLimits = {
  unfinished: 4096,
  unfinishedPerClient: 32,
  held: 256,
  heldPerConnection: 4,
  passing: 8192,
  closed: 16_384,
  heldTime: 1_000,
  unfinishedTime: 10_000,
  passingTime: 10_000,
  closedTime: 60_000,
};
