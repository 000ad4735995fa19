import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import type { Program } from '../../../proxy/test/netns/support/program.ts';
import { tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { CLIENT, FILTER, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import type { Netvakt } from '../support/process.ts';
import { Scene } from './support/scene.ts';

const LISTEN = 'mode: tproxy, address: 127.0.0.1, port: 8080';
const WEB = { host: ORIGIN[0], port: 80, paths: ['/'] };
const REJECTED = 'netvakt_connections_rejected_total{reason="connection-limit"}';
const seconds = (policy: string): string => `netvakt_overload_seconds_total{policy="${policy}"}`;

/** Sockets, files and pipes of the program itself. */
function descriptors(netvakt: Netvakt): number {
  return readdirSync(`/proc/${netvakt.pid}/fd`).length;
}

async function backTo(base: number, netvakt: Netvakt): Promise<void> {
  await until(
    `${base} descriptors, as before`,
    () => descriptors(netvakt) <= base,
    () => `${descriptors(netvakt)}`,
  );
}

describeInNamespaces('a filter that is full', () => {
  let scene: Scene;
  let visitors: Program;

  beforeEach(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    scene.world.filter.rules(tproxyRules());
    await scene.web();
    visitors = await scene.visitors(WEB);
  });
  afterEach(() => scene.dispose());

  const seenAt = (url: string): unknown => (JSON.parse(scene.visit(url, 0).body) as { seen: unknown }).seen;

  test('lets what comes pass when its policy is open, and counts the seconds', async () => {
    const netvakt = await scene.filter({ listen: `[{ ${LISTEN} }]`, limits: { connections: 20 } });
    expect(await visitors.ask({ hold: 20 })).toEqual({ held: 20, failed: 0 });
    await netvakt.logged('full: intercepted connections pass unfiltered');
    expect(seenAt('http://blocked.test/')).toBe(CLIENT[0]);
    expect(seenAt('http://free.test/')).toBe(CLIENT[0]);
    expect(scene.metric(REJECTED)).toBe(0);

    // A connection that began unfiltered goes on when the filter is back.
    const passing = await scene.visitors(WEB);
    expect(await passing.ask({ hold: 1 })).toEqual({ held: 1, failed: 0 });
    await visitors.ask({ release: true });
    await netvakt.logged('room for connections again');
    expect(scene.visit('http://blocked.test/', 0).status).toBe('451');
    expect(seenAt('http://free.test/')).toBe(FILTER[0]);
    expect(await passing.ask({ again: true })).toEqual({ held: 1, failed: 0 });

    const open = scene.metric(seconds('open'));
    expect(open).toBeGreaterThan(0);
    expect(scene.metric(seconds('open'))).toBe(open);
    expect(scene.metric(seconds('closed'))).toBe(0);
  });

  test('turns away what comes when its policy is closed, and counts both', async () => {
    const listen = `[{ ${LISTEN}, overload: closed }]`;
    const netvakt = await scene.filter({ listen, limits: { connections: 20 } });
    const { held } = await visitors.ask({ hold: 60 });
    expect(held).toBe(20); // each worker has its half, and the kernel does not know which one is full
    await netvakt.logged('full: connections are turned away');
    expect(scene.visit('http://free.test/', 0).status).toBe('000');
    expect(scene.metric(REJECTED)).toBe(41);
    expect(scene.metric(seconds('closed'))).toBeGreaterThan(0);
    expect(scene.metric(seconds('open'))).toBe(0);
    await visitors.ask({ release: true });
    await netvakt.logged('room for connections again');
    expect(scene.visit('http://free.test/', 0).status).toBe('200');
  });

  test('of few descriptors takes as many connections as they allow, and has some left for lists and metrics', async () => {
    const through = ['prlimit', '--nofile=300', '--'];
    const netvakt = await scene.filter({ listen: `[{ ${LISTEN}, overload: closed }]`, through });
    const base = descriptors(netvakt);
    for (let round = 0; round < 3; round += 1) {
      const { held } = await visitors.ask({ hold: 200 });
      expect(held).toBe(68); // (300 - 128) / 2.5
      netvakt.signal('SIGHUP');
      await netvakt.logged('reloaded', round + 1);
      expect(scene.metric(REJECTED)).toBe(132 * (round + 1));
      await visitors.ask({ release: true });
      await backTo(base, netvakt);
    }
    expect(scene.visit('http://free.test/', 0).status).toBe('200');
    expect(netvakt.log.filter(({ level }) => level === 'error')).toHaveLength(3);
  });

  test('of few ports fails towards one origin only, says so, and recovers', async () => {
    scene.world.filter.run(['sysctl', '-qw', 'net.ipv4.ip_local_port_range=40000 40049']);
    const netvakt = await scene.filter({ listen: `[{ ${LISTEN} }]` });
    const base = descriptors(netvakt);
    expect(await visitors.ask({ hold: 80 })).toEqual({ held: 50, failed: 30 });
    expect(scene.metric('netvakt_upstream_failures_total{reason="resources-exhausted"}')).toBe(30);
    expect(scene.visit('https://free.test/', 0).status).toBe('200');
    await visitors.ask({ release: true });
    await backTo(base, netvakt);
  });
});
