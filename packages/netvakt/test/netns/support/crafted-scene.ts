import type { CraftedFlow, FlowEnd } from '../../../../proxy/test/netns/support/crafted.ts';
import { BLOCKED, FREE } from '../../../../proxy/test/netns/support/crafted-flows.ts';
import type { Message, Program } from '../../../../proxy/test/netns/support/program.ts';
import { ANSWER } from '../../../../proxy/test/support/packet-flows.ts';
import { Scene } from './scene.ts';

const CRAFTED = new URL('../../../../proxy/test/netns/programs/crafted.ts', import.meta.url);
const RECEIVER = new URL('../../../../proxy/test/netns/programs/receiver.ts', import.meta.url);
/** Flows at one time. */
const WIDTH = 32;

/** A {@link Scene} whose clients make every packet by hand, and whose server reports what its kernel has let it read. */
export class CraftedScene {
  readonly scene: Scene;
  readonly #clients: Program;
  readonly #receiver: Program;

  private constructor(scene: Scene, clients: Program, receiver: Program) {
    this.scene = scene;
    this.#clients = clients;
    this.#receiver = receiver;
  }

  static async create(): Promise<CraftedScene> {
    const scene = await Scene.create();
    const { filter, origin, client } = scene.world;
    // No kernel has these addresses, so none resets their connections or answers for them.
    for (const address of ['198.51.100.50', '2001:db8:1::50'])
      filter.run(`ip neigh replace ${address} lladdr 02:00:00:00:01:02 dev subscribers nud permanent`.split(' '));
    const hellos = { free: FREE.toString('hex'), blocked: BLOCKED.toString('hex'), answer: ANSWER.toString('hex') };
    const receiver = origin.start(RECEIVER, hellos);
    const clients = client.start(CRAFTED, null);
    await Promise.all([receiver.next(), clients.next()]);
    return new CraftedScene(scene, clients, receiver);
  }

  /** Plays flows; resolves with what their clients saw, in their order. */
  async play(flows: readonly CraftedFlow[]): Promise<readonly FlowEnd[]> {
    return (await this.#clients.ask({ flows, width: WIDTH }))['ends'] as readonly FlowEnd[];
  }

  /** What the server has read since it was asked last. */
  report(): Promise<Message> {
    return this.#receiver.ask({ report: true });
  }

  dispose(): Promise<void> {
    return this.scene.dispose();
  }
}
