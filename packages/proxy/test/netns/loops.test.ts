import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import type { FilterArgument } from './programs/filter.ts';
import { describeInNamespaces } from './support/available.ts';
import type { Program } from './support/program.ts';
import { tproxyRoutes, tproxyRules } from './support/recipe.ts';
import { CLIENT, FILTER_INSIDE, World } from './support/world.ts';

const MOST = 20;
/** For a connection whose way ends at a rule that drops it: nobody will answer, however long it waits. */
const UNANSWERED = 500;
const FILTERING: FilterArgument = {
  how: 'tproxy',
  port: 8080,
  addresses: ['127.0.0.1', '::1'],
  source: 'own',
  mark: 2,
  most: MOST,
};

/** Networks that are not there. The filter's way to them leads back to the client, and the client's to the filter. */
const NOWHERE = ['192.0.2.0/24', '2001:db8:9::/64'] as const;
const TARGETS = ['192.0.2.9', '2001:db8:9::9'] as const;

const RULES = (): string =>
  tproxyRules()
    .replace('203.0.113.0/24', `203.0.113.0/24, ${NOWHERE[0]}`)
    .replace('2001:db8:2::/64', `2001:db8:2::/64, ${NOWHERE[1]}`);

describeInNamespaces('packets of the filter that a router sends back to it', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.create();
    world.filter.run(['sh', '-e'], tproxyRoutes());
    for (const v of [0, 1] as const) {
      world.filter.run(['ip', 'route', 'add', NOWHERE[v], 'via', CLIENT[v]]);
      world.client.run(['ip', 'route', 'add', NOWHERE[v], 'via', FILTER_INSIDE[v]]);
    }
    world.client.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    const settings = ['conf.all.rp_filter=0', 'conf.uplink.rp_filter=0', 'conf.all.accept_local=1'];
    world.client.run(['sysctl', '-qw', ...settings.map((setting) => `net.ipv4.${setting}`)]);
  });

  afterAll(() => world.dispose());
  afterEach(() => world.clear());

  /** How many connections the filter accepts when a client makes one, which gives up after `patienceMs` if nobody ends it. */
  async function acceptedFor(
    address: string,
    filtering: FilterArgument,
    rules: string,
    patienceMs = WAIT,
  ): Promise<number> {
    const filter: Program = world.filter.start('filter', filtering);
    world.filter.rules(rules);
    await filter.next();
    const answer = world.visitor.ask({ address, port: 80, patienceMs });
    const first = await filter.next();
    expect(await answer).toHaveProperty('error');
    return [first, ...(await filter.reported())].filter((message) => 'accepted' in message).length;
  }

  test('from an address of its own, they would be new connections without end (IPv6)', async () => {
    const rules = RULES().replace('fib saddr type local drop', '');
    expect(await acceptedFor(TARGETS[1], FILTERING, rules)).toBe(MOST);
  });

  test.each(TARGETS)('the rule drops what comes in with an address of this machine (%s)', async (address) => {
    expect(await acceptedFor(address, FILTERING, RULES(), UNANSWERED)).toBe(1);
  });

  // The answer to such a packet goes to the subscriber, who has not asked: the handshake never ends, nothing is accepted.
  test.each(TARGETS)("from the client's address they become no connection (%s)", async (address) => {
    expect(await acceptedFor(address, { ...FILTERING, source: 'preserve' }, RULES(), UNANSWERED)).toBe(1);
  });
});
