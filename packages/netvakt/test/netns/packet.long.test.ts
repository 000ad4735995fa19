import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { CASES, flowOf, PATIENT, seededFlows } from '../../../proxy/test/netns/support/crafted-flows.ts';
import { FAMILIES } from '../../../proxy/test/netns/support/world.ts';
import { CraftedScene } from './support/crafted-scene.ts';

/** Flows of each kind; a hundred thousand in all take two minutes: NETVAKT_FLOWS=50000. */
const FLOWS = Number(process.env['NETVAKT_FLOWS'] ?? 150);
const BATCH = 500;

describeInNamespaces('flows whose packets are made by hand', () => {
  let crafted: CraftedScene;
  let port = 2000;

  beforeAll(async () => {
    crafted = await CraftedScene.create();
    await crafted.scene.packetFilter('');
    crafted.scene.world.filter.run(['sysctl', '-qw', 'net.netfilter.nf_conntrack_tcp_timeout_close=1']);
  });
  afterAll(() => crafted.dispose());

  const rows = FAMILIES.flatMap(({ family, v }) =>
    CASES.filter(({ only = family }) => only === family).map(({ name, recipe, passes }) => ({
      name,
      recipe,
      passes,
      family,
      six: v === 1,
    })),
  );
  test.each(rows)('$name, $family', async ({ recipe, six, passes }) => {
    port += 1;
    const rounds = passes ? { rounds: PATIENT } : {};
    const [end] = await crafted.play([flowOf({ ...rounds, ...recipe }, six, port, (port * 0x9e37_79b9) >>> 0)]);
    const report = await crafted.report();
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
        await crafted.play(batch.flows);
        const report = await crafted.report();
        for (const kind of Object.keys(sum) as (keyof typeof sum)[]) sum[kind] += Number(report[kind]);
      }
      // The kernel decides what a server gets from decoys; but no blocked byte is among it.
      const truth = { free, empty: FLOWS - free, leaked: 0, changed: 0, more: 0 };
      expect(sum).toEqual(lies ? { ...sum, leaked: 0 } : truth);
    },
    LONG_TEST,
  );
});
