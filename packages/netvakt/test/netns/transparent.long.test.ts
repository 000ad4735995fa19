import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { redirectRules, tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { CLIENT, FAMILIES, FILTER, FILTER_INSIDE } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

/** One program, a listener for each way in; the rules of a test choose among them. */
const LISTEN = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }
    - { mode: tproxy, address: 127.0.0.1, port: 8082, mark: 2 }
    - { mode: tproxy, address: "::1", port: 8082, mark: 2 }
    - { mode: redirect, address: "::", port: 8081, mark: 2 }`;

const WAYS = [
  { way: 'tproxy, the source preserved', mode: 'tproxy', rules: tproxyRules, seen: CLIENT },
  {
    way: 'tproxy, its own source',
    mode: 'tproxy',
    rules: () => tproxyRules().replaceAll(':8080', ':8082'),
    seen: FILTER,
  },
  { way: 'redirect', mode: 'redirect', rules: redirectRules, seen: FILTER },
].flatMap((one) => FAMILIES.map(({ family, v }) => ({ ...one, family, v })));

describeInNamespaces('the command, inline', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    await scene.web();
    await scene.filter({ listen: LISTEN });
  });
  afterAll(() => scene.dispose());

  test.each(WAYS)('$way, $family: what is free passes as it came', ({ rules, mode, seen, v }) => {
    scene.world.filter.rules(rules());
    const opened = `netvakt_connections_total{mode="${mode}"}`;
    const before = scene.metric(opened);
    const { status, body } = scene.visit('http://free.test/x?y', v);
    expect([status, JSON.parse(body)]).toEqual(['200', { seen: seen[v], host: 'free.test', url: '/x?y' }]);
    expect(JSON.parse(scene.visit('https://free.test/', v).body)).toMatchObject({ seen: seen[v], host: 'free.test' });
    expect(scene.metric(opened)).toBe(before + 2);
  });

  test.each(WAYS)('$way, $family: nothing of what is blocked reaches the origin', ({ rules, v }) => {
    scene.world.filter.rules(rules());
    scene.reached();
    const inClear = scene.visit('http://www.blocked.test/', v);
    expect([inClear.status, inClear.body]).toEqual(['451', expect.stringContaining('Authority')]);
    expect(scene.visit('https://blocked.test/', v)).toMatchObject({
      status: '000',
      exit: '35',
      printed: expect.stringContaining('alert'),
    });
    expect(scene.reached()).toBe(0);
    expect(scene.visit('http://free.test/', v).status).toBe('200');
    expect(scene.reached()).toBeGreaterThan(0);
  });

  test.each(FAMILIES)('a thousand names on one address, one of them listed ($family)', ({ v }) => {
    scene.world.filter.rules(tproxyRules());
    const each = ['-o', '/dev/null', '-w', '%{http_code} %{url}\n', 'http://n[1-1000].test/'];
    const lines = scene.curl(v, each).trimEnd().split('\n');
    expect(lines).toHaveLength(1000);
    expect(lines.filter((line) => !line.startsWith('200 '))).toEqual(['451 http://n500.test/']);
  });

  test.each(FAMILIES)('a connection to the listener itself is closed and counted ($family)', ({ v }) => {
    scene.world.filter.rules(redirectRules());
    const rejected = 'netvakt_connections_rejected_total{reason="not-intercepted"}';
    const before = scene.metric(rejected);
    const host = v === 0 ? FILTER_INSIDE[0] : `[${FILTER_INSIDE[1]}]`;
    expect(scene.visit(`http://${host}:8081/`, v)).toMatchObject({ status: '000' });
    expect(scene.metric(rejected)).toBe(before + 1);
  });
});

describeInNamespaces('the command, inline and ended', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    scene.world.filter.rules(tproxyRules());
    await scene.web();
  });
  afterAll(() => scene.dispose());

  test('a blocked TLS connection can end with a reset; without a listener everything passes', async () => {
    const listen = '[{ mode: tproxy, address: 127.0.0.1, port: 8080 }, { mode: tproxy, address: "::1", port: 8080 }]';
    const netvakt = await scene.filter({ listen, proxy: '  tls_block: reset\n' });
    for (const { v } of FAMILIES) {
      const { status, exit, printed } = scene.visit('https://blocked.test/', v);
      expect([status, exit, printed]).toEqual(['000', '35', expect.stringMatching(/reset by peer/i)]);
    }
    netvakt.signal('SIGTERM');
    expect(await netvakt.exited).toBe(0);
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('200');
  });
});
