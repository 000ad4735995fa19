import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import type { Program } from './support/program.ts';
import { redirectRules } from './support/recipe.ts';
import { CLIENT, FAMILIES, FILTER, FILTER_INSIDE, ORIGIN, World } from './support/world.ts';

const OWN_MARK = 2;
const FILTERING: FilterArgument = {
  how: 'redirect',
  port: 8081,
  addresses: ['0.0.0.0'],
  source: 'own',
  mark: OWN_MARK,
};

const KEEP_WHAT_COMES_BACK = `
table inet back {
  chain back {
    type filter hook prerouting priority mangle; policy accept;
    iifname "uplink" meta l4proto tcp socket transparent 1 meta mark set 0x1 accept
  }
}
`;

describeInNamespaces('REDIRECT', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  async function start(filtering: FilterArgument): Promise<Program> {
    const filter = world.filter.start('filter', filtering);
    world.filter.rules(redirectRules());
    await filter.next();
    return filter;
  }

  /** A client on the machine of the filter itself. */
  async function local(): Promise<Program> {
    const client = world.filter.start('client', null);
    await client.next();
    return client;
  }

  test.each([
    { why: 'IPv4', v: 0, addresses: ['0.0.0.0'] },
    { why: 'IPv6', v: 1, addresses: ['::'] },
    { why: 'IPv4 over a listener on ::', v: 0, addresses: ['::'] },
  ] as const)('connection tracking knows the destination: $why', async ({ v, addresses }) => {
    const filter = await start({ ...FILTERING, addresses });
    const answer = await world.visitor.ask({ address: ORIGIN[v], port: 80 });
    expect(answer).toMatchObject({ seen: FILTER[v], at: ORIGIN[v], port: 80 });
    expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: CLIENT[v] }]);
  });

  test.each(FAMILIES)('the source is preserved here too ($family)', async ({ v }) => {
    await start({ ...FILTERING, addresses: ['::'], source: 'preserve' });
    // Packets that come back to the client's address need the rule and the routes of TPROXY.
    world.filter.rules(redirectRules() + KEEP_WHAT_COMES_BACK);
    for (const family of ['-4', '-6']) {
      world.filter.run(['ip', family, 'rule', 'add', 'fwmark', '0x1/0x1', 'lookup', '100']);
      world.filter.run(['ip', family, 'route', 'replace', 'local', 'default', 'dev', 'lo', 'table', '100']);
    }
    expect(await world.visitor.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: CLIENT[v] });
  });

  test.each(FAMILIES)(
    'a connection straight to the listener has no destination and is closed ($family)',
    async ({ v }) => {
      const filter = await start({ ...FILTERING, addresses: ['::'] });
      expect(await world.visitor.ask({ address: FILTER_INSIDE[v], port: 8081 })).toHaveProperty('error');
      expect(await filter.reported()).toEqual([{ closed: 'not-intercepted', from: CLIENT[v] }]);
    },
  );

  test.each(FAMILIES)(
    "the machine's own connections pass the filter once: its mark lets the second one go ($family)",
    async ({ v }) => {
      const filter = await start({ ...FILTERING, addresses: ['::'] });
      const client = await local();
      expect(await client.ask({ address: ORIGIN[v], port: 80 })).toMatchObject({ seen: FILTER[v], port: 80 });
      expect(await filter.reported()).toMatchObject([{ accepted: ORIGIN[v], port: 80, from: FILTER[v] }]);
    },
  );

  test('without the mark they would come back without end', async () => {
    const most = 20;
    const filter = await start({ ...FILTERING, mark: 0, most });
    const client = await local();
    expect(await client.ask({ address: ORIGIN[0], port: 80 })).toHaveProperty('error');
    const accepted = (await filter.reported()).filter((message) => 'accepted' in message);
    expect(accepted).toHaveLength(most);
  });

  test('without a listener, connections are refused: REDIRECT is not fail-open', async () => {
    const filter = await start(FILTERING);
    await filter.stop();
    expect(await world.visitor.ask({ address: ORIGIN[0], port: 80 })).toEqual({ error: 'ECONNREFUSED' });
  });
});
