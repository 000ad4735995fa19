import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { CLIENT, FAMILIES, ORIGIN, World } from './support/world.ts';

const FILTERING: FilterArgument = {
  how: 'tproxy',
  port: 8080,
  addresses: ['127.0.0.1', '::1'],
  source: 'preserve-port',
  mark: 0,
};

describeInNamespaces("the client's port", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
    world.filter.rules(tproxyRules());
  });

  afterAll(() => world.dispose());

  test.each(FAMILIES)(
    'reaches the origin as its address does, connection after connection ($family)',
    async ({ v }) => {
      const filter = world.filter.start('filter', FILTERING);
      await filter.next();
      const atOrigin: unknown[] = [];
      for (let count = 0; count < 50; count += 1) {
        const { seen, from } = await world.visitor.ask({ address: ORIGIN[v], port: 80 });
        expect(seen).toBe(CLIENT[v]);
        atOrigin.push(from);
      }
      expect(atOrigin).toEqual((await filter.reported()).map(({ fromPort }) => fromPort));
      await filter.stop();
    },
  );
});
