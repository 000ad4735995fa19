import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import type { Program } from './support/program.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { CLIENT, FAMILIES, FILTER, FILTER_INSIDE, ORIGIN, World } from './support/world.ts';

const FILTERING: FilterArgument = {
  how: 'tproxy',
  port: 8080,
  addresses: ['127.0.0.1', '::1'],
  source: 'preserve',
  mark: 0,
};

describeInNamespaces('TPROXY', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  async function start(filtering: FilterArgument, rules = tproxyRules()): Promise<Program> {
    const filter = world.filter.start('filter', filtering);
    world.filter.rules(rules);
    await filter.next();
    return filter;
  }

  test.each(FAMILIES)(
    'the own address of the socket is the destination, the origin sees the client ($family)',
    async ({ v }) => {
      const filter = await start(FILTERING);
      const answer = await world.visitor.ask({ address: ORIGIN[v], port: 80 });
      expect(answer).toMatchObject({ seen: CLIENT[v], at: ORIGIN[v], port: 80 });
      expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: CLIENT[v] }]);
    },
  );

  test.each(FAMILIES)('with a source of its own, the origin sees the filter ($family)', async ({ v }) => {
    const filter = await start({ ...FILTERING, source: 'own', mark: 2 });
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: FILTER[v] });
    expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: CLIENT[v] }]);
  });

  test.each(FAMILIES)(
    'one listener on :: serves both families, if the rule passes its own port by ($family)',
    async ({ v }) => {
      const rules = tproxyRules()
        .replaceAll(/127\.0\.0\.1(?=:8080)|\[::1\](?=:8080)/gu, '')
        .replaceAll('socket transparent 1', 'socket transparent 1 socket wildcard 0')
        .replace('tcp flags & (fin | syn | rst | ack) != syn accept', '');
      const filter = await start({ ...FILTERING, addresses: ['::'] }, rules);
      expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: CLIENT[v] });
      expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: CLIENT[v] }]);
      expect(await world.visitor.ask({ address: ORIGIN[v], port: 8080 })).toMatchObject({
        seen: CLIENT[v],
        port: 8080,
      });
      expect(await filter.reported()).toEqual([]);
    },
  );

  test.each(FAMILIES)(
    'a connection straight to a listener on :: has no destination and is closed ($family)',
    async ({ v }) => {
      const filter = await start({ ...FILTERING, addresses: ['::'] });
      expect(await world.visitor.ask({ address: FILTER_INSIDE[v], port: 8080 })).toHaveProperty('error');
      expect(await filter.reported()).toEqual([{ closed: 'not-intercepted', from: CLIENT[v] }]);
    },
  );

  test.each(FAMILIES)('the port of a listener on loopback is nothing special to others ($family)', async ({ v }) => {
    const filter = await start(FILTERING);
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 8080 })).toMatchObject({ seen: CLIENT[v], port: 8080 });
    expect(await world.visitor.ask({ address: FILTER_INSIDE[v], port: 8080 })).toEqual({ error: 'ECONNREFUSED' });
    expect(await filter.reported()).toEqual([]);
  });

  test.each(FAMILIES)('without a listener, traffic passes ($family)', async ({ v }) => {
    world.filter.rules(tproxyRules());
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({
      seen: CLIENT[v],
      at: ORIGIN[v],
      port: 80,
    });
  });

  test.each(FAMILIES)('a listener without IP_TRANSPARENT is passed by, silently ($family)', async ({ v }) => {
    const filter = await start({ ...FILTERING, plain: true });
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: CLIENT[v] });
    expect(await filter.reported()).toEqual([]);
  });

  test.each(FAMILIES)('an origin that refuses is an error of the outgoing socket ($family)', async ({ v }) => {
    const filter = await start(FILTERING);
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 443 })).toHaveProperty('error');
    expect(await filter.reported()).toContainEqual({ error: 'ECONNREFUSED' });
  });
});
