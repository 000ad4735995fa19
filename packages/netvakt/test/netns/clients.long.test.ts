import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { FAMILIES, ORIGIN } from '../../../proxy/test/netns/support/world.ts';
import { folderWith } from '../support/process.ts';
import { Scene } from './support/scene.ts';

/** For a client that hangs. */
const SECONDS = `${WAIT / 1000}`;
const LISTEN =
  '[{ mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }, { mode: tproxy, address: "::1", port: 8080, source: preserve }]';
const WEB = [`${ORIGIN[0]}:443`, `[${ORIGIN[1]}]:443`] as const;
const unseen = (reason: string): string => `netvakt_uninspectable_total{market="se",reason="${reason}"}`;

describeInNamespaces('clients of all kinds, who know of no filter', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    scene.world.filter.run(['sh', '-e'], tproxyRoutes());
    scene.world.filter.rules(tproxyRules());
    await scene.web();
    await scene.filter({ listen: LISTEN });
  });
  afterAll(() => scene.dispose());

  /** All output of a command on the client's machine, whatever its exit code. Its input is at its end. */
  function print(...command: readonly string[]): string {
    return scene.world.client.run(['sh', '-c', '"$@" 2>&1 </dev/null || true', 'sh', ...command]);
  }

  test.each(['-tls1_2', '-tls1_3'].flatMap((version) => FAMILIES.map(({ family, v }) => ({ version, family, v }))))(
    'openssl $version over $family',
    ({ version, v }) => {
      const connect = (...more: string[]): string =>
        print('timeout', SECONDS, 'openssl', 's_client', version, '-connect', WEB[v], ...more);
      expect(connect('-servername', 'free.test')).toContain('CN = free.test');
      expect(connect('-servername', 'www.blocked.test')).toContain('alert access denied');
      const before = scene.metric(unseen('sni-absent'));
      expect(connect('-noservername')).toContain('CN = free.test');
      expect(scene.metric(unseen('sni-absent'))).toBe(before + 1);
    },
  );

  test.each(['NORMAL', 'NORMAL:-VERS-TLS1.3'])('gnutls-cli, %s', (priority) => {
    const connect = (name: string): string =>
      print('timeout', SECONDS, 'gnutls-cli', '--insecure', '--priority', priority, '--sni-hostname', name, ORIGIN[0]);
    expect(connect('free.test')).toContain('Handshake was completed');
    expect(connect('blocked.test')).toContain('Access was denied');
  });

  test.each([
    { why: 'HTTP/1.0', words: ['--http1.0'] },
    { why: 'HTTP/1.1', words: ['--http1.1'] },
    { why: 'HTTP/1.1 with an offer of h2c', words: ['--http2'] },
    { why: 'HEAD', words: ['--head'] },
    { why: 'a body', words: ['--data', 'x=1'] },
    { why: 'a body of chunks', words: ['--header', 'Transfer-Encoding: chunked', '--data', 'x=1'] },
    { why: 'a body that waits for 100', words: ['--header', 'Expect: 100-continue', '--data', 'x=1'] },
    { why: 'a method of its own', words: ['--request', 'PROPFIND'] },
    { why: 'an absolute target', words: ['--request-target', 'http://blocked.test/'], free: 'http://free.test/' },
  ])('curl with $why: free passes, blocked does not', ({ words, free }) => {
    const open = free === undefined ? words : ['--request-target', free];
    expect(scene.visit('http://free.test/', 0, open).status).toBe('200');
    expect(scene.visit(free ?? 'http://blocked.test/', 0, words).status).toBe('451');
  });

  test('curl over HTTP/2 in TLS is judged by its ClientHello', () => {
    expect(scene.visit('https://free.test/', 0, ['--http2']).status).toBe('200');
    expect(scene.visit('https://blocked.test/', 0, ['--http2'])).toMatchObject({ status: '000', exit: '35' });
  });

  test('HTTP/2 in clear with prior knowledge passes, and is counted', () => {
    const before = scene.metric(unseen('h2c'));
    scene.visit('http://free.test/', 0, ['--http2-prior-knowledge']);
    expect(scene.metric(unseen('h2c'))).toBe(before + 1);
  });

  test('a request with our name in its Via is none of ours here: transparent bytes are not touched', () => {
    const { body } = scene.visit('http://free.test/', 0, ['--header', 'Via: 1.1 edge']);
    expect(JSON.parse(body)).toMatchObject({ via: '1.1 edge' });
  });

  test('Chromium: its own ClientHello and requests', async () => {
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--ignore-certificate-errors',
      '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
      // Its own errands to its maker find nobody.
      `--host-resolver-rules=MAP *.test ${ORIGIN[0]}, MAP * ~NOTFOUND`,
      `--user-data-dir=${await folderWith({})}`,
    ];
    const look = (url: string): string => print('timeout', SECONDS, 'chromium', ...flags, '--dump-dom', url);
    const offers = 'netvakt_tls_ech_offered_total{market="se"}';
    const [offered, hidden] = [scene.metric(offers), scene.metric(unseen('ech'))];
    expect(look('https://free.test/')).toContain('"host":"free.test"');
    // GREASE, in each of its hellos: it hides nothing.
    expect(scene.metric(offers)).toBeGreaterThan(offered);
    expect(scene.metric(unseen('ech'))).toBe(hidden);
    expect(look('http://free.test/')).toContain('"host":"free.test"');
    expect(look('http://www.blocked.test/')).toContain('This page is blocked');
    scene.reached();
    expect(look('https://www.blocked.test/')).not.toContain('"host"');
    expect(scene.reached()).toBe(0);
  });
});
