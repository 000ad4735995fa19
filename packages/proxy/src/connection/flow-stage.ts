import type { SocketOwner } from '../socket/socket-owner.ts';

/**
 * What a client's connection is at the moment: sniffed, in an HTTP session, on the way into a tunnel, in one, or closing.
 * A stage owns the client's socket until it hands the {@link Flow} to the next one or ends it; it is one state machine.
 */
export interface FlowStage extends SocketOwner {
  /** The flow's deadline has passed. Called again at every sweep until the deadline is moved or the flow has ended. */
  expire(): void;
  /** Ends at once, whatever is under way: the worker is going. */
  cut(): void;
  /** The worker takes on nothing new: what is idle should end soon. */
  drain(): void;
}

/** The stage before the first. */
export const NO_STAGE: FlowStage = {
  data() {},
  ended() {},
  drained() {},
  closed() {},
  expire() {},
  cut() {},
  drain() {},
};
