/** What the main thread knows of the queues of netfilter that this process serves. */
export interface QueueFigures {
  /** Seconds since the start in which they were not served, by reason. */
  readonly unserved: Readonly<Record<string, number>>;
  /** What the kernel reports of them; `undefined` if it cannot be read. */
  readonly kernel: KernelQueues | undefined;
}

/** Packets of some queues, as /proc/net/netfilter/nfnetlink_queue has them, added up. */
export interface KernelQueues {
  /** Wait for a verdict now. */
  readonly waiting: number;
  /** Were dropped because as many waited as may, and because the socket took no more; since the queue was bound. */
  readonly full: number;
  readonly unsent: number;
}
