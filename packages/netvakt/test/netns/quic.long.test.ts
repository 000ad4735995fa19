import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { FAMILIES, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import { QuicWeb } from './support/quic-web.ts';
import { Scene } from './support/scene.ts';

/** TLS comes by TPROXY, QUIC by the queue. */
const LISTEN = `
    - { mode: packet, queue: 443 }
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const ROOT = 'interception: { mode: tproxy, subscribers: [subscribers], canary: false }\n';

const FREE = ':status: 200';
const verdicts = (protocol: string, verdict: string): string =>
  `netvakt_verdicts_total{protocol="${protocol}",verdict="${verdict}"}`;
const unread = (reason: string): string => `netvakt_quic_unread_total{reason="${reason}"}`;
/** For a client whose packets are dropped: they have been sent long before. */
const SHORTLY = 1;
const PATIENTLY = 60;

/** Datagrams of IPv4 that the rules gave to the queue. */
function queued({ world }: Scene): number {
  const listed = world.filter.run(['nft', 'list', 'counter', 'inet', 'netvakt', 'quic4']);
  return Number(/packets (\d+)/.exec(listed)?.[1]);
}

describeInNamespaces('interception.quic: inspect', () => {
  let scene: Scene;
  let web: QuicWeb;

  beforeAll(async () => {
    scene = await Scene.create();
    web = await QuicWeb.start(scene);
    // Before there is a filter: Chromium learns that blocked.test speaks HTTP/3 too (RFC 7838).
    const visit = (): boolean => {
      web.browse('https://blocked.test/', 'knowing', 'blocked.test:444');
      return web.knows('knowing', 'blocked.test');
    };
    await until('Chromium has written down what it has learnt', visit);
    await scene.filter({ listen: LISTEN, root: ROOT });
  });
  afterAll(async () => {
    await web?.close();
    await scene?.dispose();
  });

  test('the rules are put in force, and say so', async () => {
    const file = await scene.configuration({ listen: LISTEN, root: ROOT });
    const words = ['export', 'nft', '--config', file];
    const stderr = expect.stringContaining('QUIC (UDP to port 443) is inspected');
    expect(await scene.command([...words, '--apply'])).toMatchObject({ code: 0, stderr });
    expect(await scene.command([...words, '--check'])).toMatchObject({ code: 0 });
  });

  test('Chromium: a free name is served over HTTP/3', () => {
    expect(web.browse('https://free.test/', 'forced', 'free.test:443')).toContain('free.test over HTTP/3.0');
    expect(scene.metric(verdicts('quic', 'forward'))).toBeGreaterThan(0);
  });

  test('Chromium: a blocked name is dropped, and the browser turns to TCP, where it is blocked too', () => {
    web.came();
    const [quic, tls] = [scene.metric(verdicts('quic', 'block')), scene.metric(verdicts('tls', 'block'))];
    expect(web.browse('https://blocked.test/', 'knowing', 'blocked.test:444')).not.toContain('blocked.test over');
    expect(scene.metric(verdicts('quic', 'block'))).toBeGreaterThan(quic);
    expect(scene.metric(verdicts('tls', 'block'))).toBeGreaterThan(tls);
    expect(web.came()).toBe(0);
  });

  test.each(FAMILIES)('ngtcp2, $family: what is free passes, of what is blocked no datagram arrives', async ({ v }) => {
    expect(web.ask(v, 'free.test', PATIENTLY)).toContain(FREE);
    expect(web.came()).toBeGreaterThan(0);
    const before = scene.metric(verdicts('quic', 'block'));
    expect(web.ask(v, 'blocked.test', SHORTLY)).not.toContain(FREE);
    const blocked = (): number => scene.metric(verdicts('quic', 'block'));
    await until('it is blocked', () => blocked() > before);
    expect(web.came()).toBe(0);
    // However often the client sends it again, it is one attempt.
    expect(blocked()).toBe(before + 1);
  });

  test.each([
    { why: 'changes its address', more: [] },
    { why: 'is given another port by a NAT', more: ['--nat-rebinding'] },
  ])('a client that $why goes on', ({ more }) => {
    const later = ['--change-local-addr=100ms', '--delay-stream=500ms', ...more];
    expect(web.ask(0, 'mobile.test', PATIENTLY, ...later)).toContain(FREE);
  });

  test('a version that is not known is dropped, and counted', async () => {
    web.came();
    expect(web.ask(0, 'free.test', SHORTLY, '-v', 'v2draft')).not.toContain(FREE);
    await until('it is counted', () => scene.metric(unread('version-unknown')) > 0);
    expect(web.came()).toBe(0);
  });

  test('what is no QUIC passes, whatever it is', async () => {
    web.came();
    scene.world.client.run(['bash', '-c', `echo x > /dev/udp/${ORIGIN[0]}/443`]);
    let came = 0;
    await until('the datagram has come', () => (came += web.came()) > 0);
    expect(came).toBe(1);
  });

  test('nothing of an allowed connection comes to the queue once its handshake is over', () => {
    web.came();
    const before = queued(scene);
    expect(web.ask(0, 'free.test', PATIENTLY, '-n', '200')).toContain(FREE);
    // 200 requests are some 7 kB: at least five full datagrams, and some 25 as they are sent. Those of the handshake, sent again on a
    // slow machine, are in both counts.
    expect(web.came() - (queued(scene) - before)).toBeGreaterThan(4);
  });

  test('while nobody serves the queue, QUIC passes', async () => {
    await scene.stopFilters();
    expect(web.ask(0, 'blocked.test', PATIENTLY)).toContain(FREE);
  });
});
