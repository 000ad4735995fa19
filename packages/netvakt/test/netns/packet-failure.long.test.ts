import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { BLOCKED, FREE, flowOf, PATIENT, seededFlows } from '../../../proxy/test/netns/support/crafted-flows.ts';
import { CraftedScene } from './support/crafted-scene.ts';

const whole = (hello: Buffer, port: number, rounds: number, six = false): ReturnType<typeof flowOf> =>
  flowOf({ steps: [{ data: hello.toString('hex') }], rounds }, six, port, 1000 + port);

describeInNamespaces('a filter of packets that fails', () => {
  let crafted: CraftedScene;
  let port = 3000;

  beforeAll(async () => {
    crafted = await CraftedScene.create();
  });
  afterEach(() => crafted.scene.stopFilters());
  afterAll(() => crafted.dispose());

  /** What becomes of a flow of each kind, as the server sees it. Both end on their own, unless nothing passes. */
  const passes = async (rounds = PATIENT, six = false): Promise<{ free: boolean; blocked: boolean }> => {
    port += 2;
    await crafted.play([whole(FREE, port, rounds, six), whole(BLOCKED, port + 1, rounds, six)]);
    const report = await crafted.report();
    return { free: report['free'] === 1, blocked: report['leaked'] === 1 };
  };

  test('killed, with the policy open: all passes; started again: it filters', async () => {
    const netvakt = await crafted.scene.packetFilter('');
    expect(await passes()).toEqual({ free: true, blocked: false });
    await netvakt.kill();
    expect(await passes()).toEqual({ free: true, blocked: true });
    await crafted.scene.packetFilter('');
    expect(await passes()).toEqual({ free: true, blocked: false });
  });

  test('killed, with the policy closed: nothing passes', async () => {
    const netvakt = await crafted.scene.packetFilter(', overload: closed');
    expect(await passes()).toEqual({ free: true, blocked: false });
    await netvakt.kill();
    expect(await passes(2)).toEqual({ free: false, blocked: false });
  });

  test('stopped: once as many packets wait as may, all passes; going on, it filters', async () => {
    const netvakt = await crafted.scene.packetFilter('');
    netvakt.signal('SIGSTOP');
    // More first packets than the queue has room for; what is above passes.
    const flows = Array.from({ length: 1100 }, (_, i) => whole(FREE, 10_000 + i, i < 1060 ? 1 : PATIENT));
    await crafted.play(flows);
    expect((await crafted.report())['free']).toBeGreaterThanOrEqual(40);
    expect(await passes()).toEqual({ free: true, blocked: true });
    netvakt.signal('SIGCONT');
    await until(
      'the queue to be empty',
      () => waiting() === 0,
      () => `${waiting()} packets wait`,
    );
    await crafted.report();
    // From another client: this one has as many pending flows as one may have.
    expect(await passes(PATIENT, true)).toEqual({ free: true, blocked: false });
  });

  test('an upgrade by another queue number loses no flow and lets none pass', async () => {
    const { scene } = crafted;
    const old = await scene.packetFilter('');
    const { flows, free } = seededFlows(0, 1500, false);
    const played = crafted.play(flows);
    await scene.packetFilter(', queue: 10', 9465); // listens, then the rules lead to it
    old.signal('SIGTERM');
    expect(await old.exited).toBe(0);
    await played;
    expect(await crafted.report()).toMatchObject({ free, leaked: 0, changed: 0, more: 0 });
    expect(scene.metric('netvakt_packet_flows_total{outcome="unfiltered"}', 9465)).toBe(0);
  });

  function waiting(): number {
    const table = crafted.scene.world.filter.run(['cat', '/proc/net/netfilter/nfnetlink_queue']);
    return Number(table.trim().split(/\s+/u)[2] ?? 0);
  }
});
