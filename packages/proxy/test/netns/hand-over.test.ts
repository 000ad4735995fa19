import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { ORIGIN, World } from './support/world.ts';

const FILTERING: FilterArgument = {
  how: 'tproxy',
  port: 8080,
  addresses: ['127.0.0.1', '::1'],
  source: 'preserve',
  mark: 0,
};
const WIDTH = 16;
const ENOUGH = 200;

describeInNamespaces('an upgrade while clients come', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
    world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_migrate_req=1']);
    world.filter.rules(tproxyRules());
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  /** Waits until that many more connections have been answered. */
  async function more(count: number): Promise<void> {
    const { answered: before } = await world.visitor.ask({ count: true });
    for (;;) {
      const { answered } = await world.visitor.ask({ count: true });
      if (Number(answered) >= Number(before) + count) return;
    }
  }

  test('each connection is answered: by the old process, or by the new one', async () => {
    const old = world.filter.start('filter', FILTERING);
    await old.next();

    world.visitor.send({ storm: { address: ORIGIN[0], port: 80 }, width: WIDTH });
    await more(ENOUGH);
    const young = world.filter.start('filter', FILTERING);
    await young.next();
    await more(ENOUGH); // both listen: the kernel spreads connections over them
    old.send({ drain: true });
    await old.ended();
    await more(ENOUGH);
    const { answered, errors } = await world.visitor.ask({ stop: true });

    expect(errors).toEqual([]);
    const byOld = (await old.reported()).length;
    const byYoung = (await young.reported()).length;
    expect(byOld).toBeGreaterThan(ENOUGH);
    expect(byYoung).toBeGreaterThan(ENOUGH);
    expect(byOld + byYoung).toBe(answered);
  });
});
