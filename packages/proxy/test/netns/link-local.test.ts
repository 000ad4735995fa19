/** Addresses of one link, which mean nothing without it: a filter that forgot the link could not connect to them (EINVAL). */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from './support/available.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { World } from './support/world.ts';

const GATE = new URL('programs/gate.ts', import.meta.url);

/** The last one is nobody's: the client's machine sends to the filter what is for it, and takes what the filter sends there. */
const [CLIENT_LINK, FILTER_LINK, ORIGIN_LINK] = ['fe80::c', 'fe80::f', 'fe80::99'] as const;
const [CLIENT_END, FILTER_LEFT] = ['02:00:00:00:01:02', '02:00:00:00:01:01'] as const;

const NEIGHBOURS = `
ip address add ${CLIENT_LINK}/64 dev uplink nodad
ip neighbour add ${ORIGIN_LINK} lladdr ${FILTER_LEFT} dev uplink nud permanent
ip neighbour add ${FILTER_LINK} lladdr ${FILTER_LEFT} dev uplink nud permanent
`;
/** The route of the recipe, to the loopback, is none for an address of a link. */
const FILTER_NEIGHBOURS = `
ip -6 route add local fe80::/10 dev subscribers table 100
ip address add ${FILTER_LINK}/64 dev subscribers nodad
ip neighbour add ${ORIGIN_LINK} lladdr ${CLIENT_END} dev subscribers nud permanent
ip neighbour add ${CLIENT_LINK} lladdr ${CLIENT_END} dev subscribers nud permanent
`;
const TO_ORIGIN = `
table ip6 link {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip6 daddr ${ORIGIN_LINK} tcp dport 80 redirect to :8090
  }
}
`;

describeInNamespaces('TPROXY on one link', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
    world.client.run(['sh', '-e'], NEIGHBOURS);
    world.filter.run(['sh', '-e'], FILTER_NEIGHBOURS);
    world.client.rules(TO_ORIGIN);
    await world.client.start('origin', { ports: [8090] }).next();
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  test('the origin is connected to on the link that the client came by', async () => {
    const filter = world.filter.start(GATE, null);
    world.filter.rules(tproxyRules().replace('2001:db8:2::/64', 'fe80::/10'));
    await filter.next();
    const answer = await world.visitor.ask({ address: `${ORIGIN_LINK}%uplink`, port: 80 });
    expect(answer).toMatchObject({ seen: `${FILTER_LINK}%uplink` });
  });
});
