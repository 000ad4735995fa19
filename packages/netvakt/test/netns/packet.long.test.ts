import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import type { FlowEnd } from '../../../proxy/test/netns/support/crafted.ts';
import { BLOCKED, CASES, FREE, flowOf, seededFlows } from '../../../proxy/test/netns/support/crafted-flows.ts';
import type { Program } from '../../../proxy/test/netns/support/program.ts';
import { FAMILIES } from '../../../proxy/test/netns/support/world.ts';
import { ANSWER } from '../../../proxy/test/support/packet-flows.ts';
import { Scene } from './support/scene.ts';

const CRAFTED = new URL('../../../proxy/test/netns/programs/crafted.ts', import.meta.url);
const RECEIVER = new URL('../../../proxy/test/netns/programs/receiver.ts', import.meta.url);
/** Of each kind; a hundred thousand in all take some minutes: NETVAKT_FLOWS=50000. */
const FLOWS = Number(process.env['NETVAKT_FLOWS'] ?? 150);
const WIDTH = 32;
const BATCH = 500;
/** Milliseconds for all flows of a kind. */
const TIME = 60_000 + 20 * FLOWS;

describeInNamespaces('flows whose packets are made by hand', () => {
  let scene: Scene;
  let clients: Program;
  let receiver: Program;
  let port = 2000;

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.packetFilter('');
    scene.world.filter.run(['sysctl', '-qw', 'net.netfilter.nf_conntrack_tcp_timeout_close=1']);
    for (const address of ['198.51.100.50', '2001:db8:1::50'])
      scene.world.filter.run([
        'ip',
        'neigh',
        'replace',
        address,
        'lladdr',
        '02:00:00:00:01:02',
        'dev',
        'subscribers',
        'nud',
        'permanent',
      ]);
    const hellos = { free: FREE.toString('hex'), blocked: BLOCKED.toString('hex'), answer: ANSWER.toString('hex') };
    receiver = scene.world.origin.start(RECEIVER, hellos);
    clients = scene.world.client.start(CRAFTED, null);
    await Promise.all([receiver.next(), clients.next()]);
  });
  afterAll(() => scene.dispose());

  const ends = async (flows: readonly unknown[]): Promise<readonly FlowEnd[]> =>
    (await clients.ask({ flows, width: WIDTH }))['ends'] as readonly FlowEnd[];

  const rows = FAMILIES.flatMap(({ family, v }) =>
    CASES.filter(({ only = family }) => only === family).map((one) => ({ ...one, family, six: v === 1 })),
  );
  test.each(rows)('$name, $family', async ({ recipe, six, passes }) => {
    port += 1;
    const [end] = await ends([flowOf(recipe, six, port, (port * 0x9e37_79b9) >>> 0)]);
    const report = await receiver.ask({ report: true });
    expect(report).toMatchObject({ leaked: 0, changed: 0, more: 0 });
    if (!passes) return; // a decoy may arrive, of which no byte is blocked
    expect(report['free']).toBe(1);
    expect(end?.answer).toBe('16030300');
  });

  test.each([
    { why: 'cut, shuffled and repeated', lies: false },
    { why: 'with decoys', lies: true },
  ])(
    'flows from seeds, $why: no blocked byte arrives',
    async ({ lies }) => {
      const sum = { free: 0, empty: 0, leaked: 0, changed: 0, more: 0 };
      let free = 0;
      for (let done = 0; done < FLOWS; done += BATCH) {
        const batch = seededFlows(done, Math.min(BATCH, FLOWS - done), lies);
        free += batch.free;
        await ends(batch.flows);
        const report = await receiver.ask({ report: true });
        for (const kind of Object.keys(sum) as (keyof typeof sum)[]) sum[kind] += Number(report[kind]);
      }
      expect(sum.leaked).toBe(0);
      if (!lies) expect(sum).toEqual({ free, empty: FLOWS - free, leaked: 0, changed: 0, more: 0 });
    },
    TIME,
  );
});
