import type { ReadyResponse } from '../settings/block-answer.ts';
import type { Limits } from '../settings/limits.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { hasUnsent } from '../socket/progress.ts';
import type { FlowStage } from './flow-stage.ts';

/** As much of a flow as its last stage needs. */
interface Leaving {
  readonly socket: OwnedSocket;
  readonly policy: { readonly limits: Limits };
  hand(stage: FlowStage): void;
  setDeadline(after: number): void;
  clientProgressed(): boolean;
  close(): void;
}

/**
 * The end of a client's connection after its last bytes have been written: our side is closed, what still comes is thrown
 * away until the client closes too. Closing at once would make the kernel send a reset when the client is still sending
 * (the rest of a blocked upload), and a reset can destroy the answer before it was read.
 *
 * A slow client has all the time it needs while it takes bytes: the deadline moves with them. If bytes are left that it does not
 * take, the end is a reset, so that it cannot take a part for the whole.
 *
 *   last bytes taken ──── lingerTime ───► closed
 *   bytes left, none taken ─ idleTime ──► reset
 */
export class Farewell implements FlowStage {
  readonly #flow: Leaving;
  #mayDiscard: number;
  /** The client has taken nothing for lingerTime, and bytes are left. */
  #stalled = false;

  private constructor(flow: Leaving) {
    this.#flow = flow;
    this.#mayDiscard = flow.policy.limits.lingerBytes;
  }

  /** Takes the flow from its stage, writes `last` if there is anything to write, and sees it to its end. */
  static begin(flow: Leaving, last?: Uint8Array): void {
    const { socket } = flow;
    if (socket.destroyed) {
      flow.close();
      return;
    }
    flow.hand(new Farewell(flow));
    flow.setDeadline(flow.policy.limits.lingerTime);
    if (last === undefined) socket.end();
    else socket.end(last);
    if (hasUnsent(socket)) flow.clientProgressed();
    socket.resume();
  }

  data(bytes: Buffer): void {
    this.#mayDiscard -= bytes.length;
    if (this.#mayDiscard < 0) this.#close();
  }
  ended(): void {}
  drained(): void {
    this.#flow.setDeadline(this.#flow.policy.limits.lingerTime);
  }
  closed(): void {
    this.#flow.close();
  }
  expire(): void {
    const { socket, policy } = this.#flow;
    const left = hasUnsent(socket);
    if (left && this.#flow.clientProgressed()) {
      this.#stalled = false;
      this.#flow.setDeadline(policy.limits.lingerTime);
    } else if (left && !this.#stalled) {
      this.#stalled = true;
      this.#flow.setDeadline(Math.max(0, policy.limits.idleTime - policy.limits.lingerTime));
    } else {
      this.#close();
    }
  }
  cut(): void {
    this.#close();
  }
  drain(): void {}

  #close(): void {
    const { socket } = this.#flow;
    if (hasUnsent(socket)) socket.resetAndDestroy();
    else socket.destroy();
  }
}

/** The bytes of a ready response, for a request with or without a body in its answer. */
export function bytesOf(response: ReadyResponse, toHead: boolean): Uint8Array {
  return toHead || response.body.length === 0 ? response.head : Buffer.concat([response.head, response.body]);
}
