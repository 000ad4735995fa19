import type { ReadyResponse } from '../settings/block-answer.ts';
import type { Limits } from '../settings/limits.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import type { FlowStage } from './flow-stage.ts';

/** As much of a flow as its last stage needs. */
interface Leaving {
  readonly socket: OwnedSocket;
  readonly policy: { readonly limits: Limits };
  hand(stage: FlowStage): void;
  setDeadline(after: number): void;
  close(): void;
}

/**
 * The end of a client's connection after its last bytes have been written: our side is closed, what still comes is thrown
 * away until the client closes too. Closing at once would make the kernel send a reset when the client is still sending
 * (the rest of a blocked upload), and a reset can destroy the answer before it was read.
 */
export class Farewell implements FlowStage {
  readonly #flow: Leaving;
  #mayDiscard: number;

  private constructor(flow: Leaving) {
    this.#flow = flow;
    this.#mayDiscard = flow.policy.limits.lingerBytes;
  }

  /** Takes the flow from its stage, writes `last` if there is anything to write, and sees it to its end. */
  static say(flow: Leaving, last?: Uint8Array): void {
    const { socket } = flow;
    if (socket.destroyed) {
      flow.close();
      return;
    }
    flow.hand(new Farewell(flow));
    flow.setDeadline(flow.policy.limits.lingerTime);
    if (last === undefined) socket.end();
    else socket.end(last);
    socket.resume();
  }

  data(bytes: Buffer): void {
    this.#mayDiscard -= bytes.length;
    if (this.#mayDiscard < 0) this.#flow.socket.destroy();
  }
  ended(): void {}
  drained(): void {}
  closed(): void {
    this.#flow.close();
  }
  expire(): void {
    this.#flow.socket.destroy();
  }
  cut(): void {
    this.#flow.socket.destroy();
  }
  drain(): void {}
}

/** The bytes of a ready response, for a request with or without a body in its answer. */
export function bytesOf(response: ReadyResponse, toHead: boolean): Uint8Array {
  return toHead || response.body.length === 0 ? response.head : Buffer.concat([response.head, response.body]);
}
