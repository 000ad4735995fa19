import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { socketUnit } from '../../../proxy/test/netns/support/socket-unit.ts';
import { FAMILIES, FILTER } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

const UNITS = [
  { name: 'web', address: '127.0.0.1', port: 8080 },
  { name: 'web', address: '::1', port: 8080 },
];
const BOTH = '[{ mode: tproxy, inherited: web, port: 8080 }, { mode: tproxy, inherited: web, port: 8080 }]';
const UNPRIVILEGED = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];

describeInNamespaces('the command with sockets of a service manager', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    scene.world.filter.rules(tproxyRules());
    await scene.web();
  });
  afterEach(() => scene.stopFilters());
  afterAll(() => scene.dispose());

  test('filters both families without any capability', async () => {
    await scene.filter({ listen: BOTH, through: socketUnit(UNITS) });
    for (const { v } of FAMILIES) {
      expect(JSON.parse(scene.visit('http://free.test/', v).body)).toMatchObject({ seen: FILTER[v] });
      expect(scene.visit('http://blocked.test/', v).status).toBe('451');
    }
    expect(scene.metric('netvakt_connections_total{mode="tproxy"}')).toBe(4);
  });

  test.each([
    {
      why: 'a name that was not passed on',
      listen: '[{ mode: tproxy, inherited: wbe }]',
      through: socketUnit(UNITS),
      wanted:
        'Cannot use the setting proxy.listen[0].inherited: the service manager has passed on no socket of that name, only web.',
    },
    {
      why: 'no socket at all',
      listen: '[{ mode: tproxy, inherited: web }]',
      through: [],
      wanted: 'Cannot use the setting proxy.listen[0].inherited: the service manager has passed on no socket.',
    },
    {
      why: 'a listener of its own, and no capability',
      listen: '[{ mode: tproxy, address: 127.0.0.1, port: 8080 }]',
      through: UNPRIVILEGED,
      wanted: 'Cannot call setsockopt(IP_TRANSPARENT): EPERM. Give the process CAP_NET_ADMIN',
    },
    {
      why: "the client's address, and no capability",
      listen: '[{ mode: redirect, address: 127.0.0.1, port: 8080, source: preserve }]',
      through: UNPRIVILEGED,
      wanted: 'Cannot call setsockopt(IP_TRANSPARENT): EPERM. Give the process CAP_NET_ADMIN',
    },
    {
      why: 'a mark, and no capability',
      listen: '[{ mode: redirect, address: 127.0.0.1, port: 8080, mark: 2 }]',
      through: UNPRIVILEGED,
      wanted: 'Cannot call setsockopt(SO_MARK): EPERM. Give the process CAP_NET_ADMIN',
    },
  ])('cannot start with $why, and says what to do', async ({ listen, through, wanted }) => {
    const netvakt = await scene.begin({ listen, through });
    expect(await netvakt.exited).toBe(1);
    expect(netvakt.log.at(-1)).toMatchObject({ message: 'cannot start', reason: expect.stringContaining(wanted) });
  });
});
