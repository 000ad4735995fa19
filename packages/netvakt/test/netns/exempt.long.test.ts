/** Exempt sources in the kernel: sets that change while the rules are in force, and what a RADIUS server calls. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { inNamespace } from '../../../proxy/test/netns/support/program.ts';
import { CLIENT, FAMILIES } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const HOOK = fileURLToPath(new URL('../../../../deploy/radius/netvakt-exempt', import.meta.url));
const TPROXY = `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`;
const WILDCARD = '[{ mode: tproxy, address: "::", port: 8080 }]';
const REDIRECT = '[{ mode: redirect, address: "::", port: 8081 }]';
/** The link's IPv4 address, and the delegated prefix that the other one is of. */
const PREFIXES = [`${CLIENT[0]}/32`, '2001:db8:1::/56'] as const;
const BLOCKED = 'http://blocked.test/';

describeInNamespaces('netvakt exempt', () => {
  let scene: Scene;
  let file: string;

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(() => scene.stopFilters());
  afterAll(() => scene.dispose());

  const run = (...words: string[]): ReturnType<Scene['command']> => scene.command([...words, '--config', file]);
  const add = (prefix: string, ...more: string[]): ReturnType<Scene['command']> =>
    run('exempt', 'add', prefix, '--owner', 'noc', '--reason', 'business', ...more);
  const statuses = (url = BLOCKED): string[] => FAMILIES.map(({ v }) => scene.visit(url, v).status);
  /** The kernel's sets have forgotten them, and the filter too: first its main thread, then its workers. */
  async function filtered(): Promise<void> {
    await until('the filter knows', () => scene.metric('netvakt_exemptions{reason="business"}') === 0);
    await until('its workers know', () => statuses().join() === '451,451');
  }
  const passed = (): number => scene.metric('netvakt_exempt_connections_total{mode="tproxy"}');
  const counted = (name: string): number =>
    Number(/packets (\d+)/.exec(scene.world.filter.run(['nft', 'list', 'counter', 'inet', 'netvakt', name]))?.[1]);

  /** A filter with rules in force, and a register of its own. */
  async function begin(listen: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'netvakt-exempt-'));
    const root = `interception: { subscribers: [subscribers] }\nexemptions: { folder: ${folder}/exempt }\n`;
    file = await scene.configuration({ listen, root });
    await scene.filter({ listen, root });
    expect(await run('export', 'nft', '--apply')).toMatchObject({ code: 0 });
  }

  test.each([
    { why: 'TPROXY, the source preserved', listen: TPROXY },
    { why: 'TPROXY to a listener on all addresses', listen: WILDCARD },
    { why: 'REDIRECT', listen: REDIRECT },
  ])('changes the sets in place, of both families: $why', async ({ listen }) => {
    await begin(listen);
    expect(statuses()).toEqual(['451', '451']);
    for (const prefix of PREFIXES)
      expect(await add(prefix)).toMatchObject({ code: 0, stdout: '1 added; the nftables sets are updated\n' });
    // At once: the kernel's sets hold them before the command ends, and no packet comes to the filter.
    const before = scene.metric('netvakt_connections_total{mode="tproxy"}');
    expect(statuses()).toEqual(['200', '200']);
    expect(scene.metric('netvakt_connections_total{mode="tproxy"}')).toBe(before);
    expect([counted('exempted4'), counted('exempted6')]).toEqual([1, 1]);
    // What is in the sets is no difference, and a ruleset that is loaded again has them.
    expect(await run('export', 'nft', '--check')).toMatchObject({ code: 0 });
    expect(await run('export', 'nft', '--apply')).toMatchObject({ code: 0 });
    expect(statuses()).toEqual(['200', '200']);
    for (const prefix of PREFIXES) expect(await run('exempt', 'remove', prefix)).toMatchObject({ code: 0 });
    await filtered();
    await run('export', 'nft', '--remove');
    expect(await add(PREFIXES[0])).toMatchObject({
      code: 0,
      stdout: '1 added; no rules of the filter are in force on this machine\n',
    });
  });

  test('the kernel ends an exemption by itself, while nobody looks', async () => {
    await begin(TPROXY);
    const added = Date.now();
    for (const prefix of PREFIXES) await add(prefix, '--ttl', '8');
    await scene.stopFilters();
    const listed = (): string => scene.world.filter.run(['nft', 'list', 'table', 'inet', 'netvakt']);
    expect(listed()).toMatch(/timeout/);
    await until('both have ended', () => !/expires/.test(listed()));
    expect(Date.now() - added).toBeGreaterThan(7000);
  });

  test('an exemption that came without the rules: the filter itself passes it', async () => {
    await begin(TPROXY);
    for (const prefix of PREFIXES) expect(await add(prefix, '--no-rules')).toMatchObject({ code: 0 });
    await until('it is in force', () => scene.metric('netvakt_exemptions{reason="business"}') === 2);
    // Each worker has to, and a connection comes to any.
    await until('its workers know', () => Array.from({ length: 8 }, statuses).every((two) => two.join() === '200,200'));
    const before = passed();
    expect(statuses()).toEqual(['200', '200']);
    expect(passed()).toBe(before + 2);
    const looked = async (): Promise<unknown> =>
      (JSON.parse((await run('doctor', '--json')).stdout) as { findings: { check: string; found: string }[] }).findings
        .filter(({ check }) => check === 'exemptions')
        .map(({ found }) => found);
    expect(await looked()).toEqual([
      '2 exemptions by source',
      'the sets of exempt sources in force differ from the register',
    ]);
    expect(await run('exempt', 'apply')).toMatchObject({ code: 0, stdout: '2 exemptions; nftables sets: updated\n' });
    expect(await looked()).toEqual(['2 exemptions by source', 'the sets of the rules in force hold the same']);
    // What netvakt-rules.timer does each minute.
    scene.world.filter.run(['nft', 'flush', 'set', 'inet', 'netvakt', 'exempt4']);
    await run('export', 'nft', '--restore');
    expect(await looked()).toEqual(['2 exemptions by source', 'the sets of the rules in force hold the same']);
    expect(statuses()).toEqual(['200', '200']);
    expect(passed()).toBe(before + 2);
  });

  test('rules of an older version, which have no such sets, are an error with a remedy', async () => {
    await begin(TPROXY);
    scene.world.filter.run(['sh', '-ec', 'nft flush table inet netvakt; nft delete set inet netvakt exempt4']);
    const { code, stderr } = await add(PREFIXES[0]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('netvakt export nft --apply')]);
  });

  test('what a RADIUS server calls: a session begins, changes and ends', async () => {
    await begin(TPROXY);
    /** As FreeRADIUS gives attributes to a program. */
    const session = async (step: string, more: Readonly<Record<string, string>> = {}): Promise<number | null> => {
      const flags = `${process.execPath} --conditions=@netvakt/source ${MAIN}`;
      const [command, ...words] = inNamespace(scene.world.filter.namespace, [HOOK, step]);
      const child = spawn(command, words, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          PATH: process.env['PATH'],
          NETVAKT: flags,
          NETVAKT_CONFIG: file,
          FRAMED_IP_ADDRESS: CLIENT[0],
          DELEGATED_IPV6_PREFIX: '"2001:db8:1::/56"',
          SESSION_TIMEOUT: '3600',
          ...more,
        },
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return code;
    };
    expect(await session('Start', { NETVAKT_EXEMPT: '"business"' })).toBe(0);
    expect(statuses()).toEqual(['200', '200']);
    expect(await session('Interim-Update', { NETVAKT_EXEMPT: 'business' })).toBe(0);
    // The customer has taken the filter back: a change of authorization.
    expect(await session('CoA', { NETVAKT_EXEMPT: 'no' })).toBe(0);
    await filtered();
    expect(await session('CoA', { NETVAKT_EXEMPT: 'business' })).toBe(0);
    expect(statuses()).toEqual(['200', '200']);
    for (const _ of [1, 2]) expect(await session('Stop')).toBe(0);
    await filtered();
    expect(await session('Start', { NETVAKT_EXEMPT: 'friend' })).toBe(2);
    expect(spawnSync('sh', ['-n', HOOK]).status).toBe(0);
    expect(await readFile(HOOK, 'utf8')).toMatch(/^#!\/bin\/sh\n/);
  });
});
