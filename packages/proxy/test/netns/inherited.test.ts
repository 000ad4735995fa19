import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import type { Program } from './support/program.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { socketUnit } from './support/socket-unit.ts';
import { CLIENT, FAMILIES, FILTER, ORIGIN, World } from './support/world.ts';

const FILTERING: FilterArgument = { how: 'tproxy', port: 8080, addresses: [], source: 'own', mark: 0 };
const LISTENERS = [
  { name: 'transparent4', address: '127.0.0.1', port: 8080 },
  { name: 'transparent6', address: '::1', port: 8080 },
];

describeInNamespaces('listeners inherited from a service manager', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  async function start(filtering: FilterArgument): Promise<{ filter: Program; inherited: unknown }> {
    const filter = world.filter.start('filter', filtering, socketUnit(LISTENERS));
    world.filter.rules(tproxyRules());
    const { ready: inherited } = await filter.next();
    return { filter, inherited };
  }

  test('they have names, and are seen to be transparent', async () => {
    const { inherited } = await start(FILTERING);
    const bound = { port: 8080, listening: false, transparent: true };
    expect(inherited).toEqual([
      { name: 'transparent4', fd: 3, description: { address: '127.0.0.1', ...bound } },
      { name: 'transparent6', fd: 4, description: { address: '::1', ...bound } },
    ]);
  });

  test.each(FAMILIES)('a process without any capability filters with them ($family)', async ({ v }) => {
    const { filter } = await start(FILTERING);
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: FILTER[v] });
    expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: CLIENT[v] }]);
  });

  test.each([
    { why: "the client's source", filtering: { ...FILTERING, source: 'preserve' }, call: 'IP_TRANSPARENT' },
    { why: 'a mark', filtering: { ...FILTERING, mark: 2 }, call: 'SO_MARK' },
  ] as const)('but $why needs one, and the error says which', async ({ filtering, call }) => {
    const { filter } = await start(filtering);
    expect(await world.visitor.ask({ address: ORIGIN[0], port: 80 })).toHaveProperty('error');
    expect((await filter.reported()).at(-1)).toEqual({
      failed: `setsockopt(${call})`,
      errno: 'EPERM',
      remedy: expect.stringContaining('AmbientCapabilities=CAP_NET_ADMIN'),
    });
  });
});
