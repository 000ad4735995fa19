import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import type { Program } from '../../../proxy/test/netns/support/program.ts';
import { tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { FILTER_INSIDE, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import type { Target } from './programs/visitors.ts';
import { Scene } from './support/scene.ts';

const ENOUGH = 150;
const WAYS: readonly { way: string; listen: string; proxy: string; target: Target }[] = [
  {
    way: 'tproxy',
    listen: '[{ mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }]',
    proxy: '',
    target: { host: ORIGIN[0], port: 80, paths: ['/', '/', '/large', '/'] },
  },
  {
    way: 'explicit',
    listen: '[{ address: 0.0.0.0, port: 3128, shared: true }]',
    proxy: `  clients: [198.51.100.0/24]\n  hosts: [{ name: free.test, to: "${ORIGIN[0]}:80" }]\n`,
    target: {
      host: FILTER_INSIDE[0],
      port: 3128,
      paths: ['http://free.test/', 'http://free.test/', 'http://free.test/large', 'http://free.test/'],
    },
  },
];

describeInNamespaces('an upgrade while visitors come', () => {
  let scene: Scene;
  let visitors: Program;

  beforeEach(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    scene.world.filter.rules(tproxyRules());
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.tcp_migrate_req=1']);
    await scene.web();
  });
  afterEach(() => scene.dispose());

  /** Waits until that many more visits have been answered. */
  async function more(count: number): Promise<void> {
    const { answered: before } = await visitors.ask({ count: true });
    for (;;) {
      const { answered } = await visitors.ask({ count: true });
      if (Number(answered) >= Number(before) + count) return;
    }
  }

  test.each(WAYS)('no connection is refused and no answer cut: $way', async ({ way, listen, proxy, target }) => {
    const old = await scene.filter({ listen, proxy, adminPort: 9464 });
    visitors = await scene.visitors(target);
    visitors.send({ visit: 12 });
    await more(ENOUGH);
    await scene.filter({ listen, proxy, adminPort: 9465 });
    await more(ENOUGH); // both listen: the kernel spreads connections over them
    const opened = `netvakt_connections_total{mode="${way}"}`;
    expect(scene.metric(opened, 9464)).toBeGreaterThan(ENOUGH);
    old.signal('SIGTERM');
    expect(await old.exited).toBe(0);
    expect(old.log.at(-1)).toMatchObject({ message: 'stopped', cut: 0 });
    await more(ENOUGH);
    expect(await visitors.ask({ stop: true })).toMatchObject({ errors: [] });
    expect(scene.metric(opened, 9465)).toBeGreaterThan(ENOUGH);
  });
});
