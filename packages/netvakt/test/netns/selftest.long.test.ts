/** The whole suite, from the client's machine to origins on theirs, with the filter between them. About 12 s a way. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Summary } from '@netvakt/selftest';
import { LONG_TEST } from '@netvakt/testing';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { inNamespace } from '../../../proxy/test/netns/support/program.ts';
import { redirectRules, tproxyRoutes, tproxyRules } from '../../../proxy/test/netns/support/recipe.ts';
import { FAMILIES, FILTER_INSIDE, ORIGIN, World } from '../../../proxy/test/netns/support/world.ts';
import { configWith, PATIENTLY } from '../support/filter-under-test.ts';
import { folderWith, Netvakt } from '../support/process.ts';

const CONTROL_PORT = 8479;
const ADMIN_PORT = 9464;

const WAYS = [
  {
    way: 'tproxy, the source preserved',
    rules: tproxyRules,
    source: 'client',
    listen:
      '[{ mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }, { mode: tproxy, address: "::1", port: 8080, source: preserve }]',
  },
  {
    way: 'redirect',
    rules: redirectRules,
    source: 'any',
    listen: '[{ mode: redirect, address: "::", port: 8081, mark: 2 }]',
  },
].flatMap((one) => FAMILIES.map(({ family, v }) => ({ one, family, v })));

/** TLS by the queue, HTTP by TPROXY; the rules are those that `netvakt export nft` makes. */
const PACKETS = FAMILIES.map(({ family, v }) => ({ family, v, verdict: v === 0 ? 'confirm' : 'fast' }));
const INTERCEPTION = 'interception: { subscribers: [subscribers], canary: false, rules: own, state_folder: state }\n';
const packetListeners = (verdict: string): string =>
  `[{ mode: packet, verdict: ${verdict} }, { mode: tproxy, address: "::", port: 8080, source: preserve }]`;

const host = (address: string): string => (address.includes(':') ? `[${address}]` : address);

describeInNamespaces('the self-test through the filter', () => {
  let world: World;
  let origins: Netvakt;
  let filter: Netvakt | undefined;

  beforeAll(async () => {
    world = await World.create();
    await world.host.stop();
    world.filter.run(['sh', '-e'], tproxyRoutes());
    const serve = ['selftest', '--serve', '--origins', '[::]:80,443', '--control', `[::]:${CONTROL_PORT}`];
    origins = new Netvakt(serve, [], inNamespace(world.origin.namespace, []));
    await origins.printed('serving');
  });
  async function selfTest(
    v: 0 | 1,
    ...more: readonly string[]
  ): Promise<{ code: number | null } & Pick<Netvakt, 'stdout' | 'stderr'>> {
    const words = [
      'selftest',
      '--route',
      ORIGIN[v],
      '--control',
      `${host(ORIGIN[v])}:${CONTROL_PORT}`,
      ...PATIENTLY,
      ...more,
    ];
    const run = new Netvakt(words, [], inNamespace(world.client.namespace, []));
    const code = await run.exited;
    return { code, stdout: run.stdout, stderr: run.stderr };
  }

  /** Flows that came to the filter by the queue, and were decided there. */
  function packetFlows(): number {
    const text = world.filter.run(['curl', '-s', `http://${FILTER_INSIDE[0]}:${ADMIN_PORT}/metrics`]);
    const lines = [...text.matchAll(/^netvakt_packet_flows_total\{outcome="(?:allowed|blocked)"\} (\d+)$/gmu)];
    return lines.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  afterAll(async () => {
    await origins.kill();
    await world.dispose();
  });

  afterEach(() => filter?.kill());

  /** Starts a filter that listens so; resolves with the path of its configuration. */
  async function filterWith(listen: string, root = ''): Promise<string> {
    const admin = `{ address: ${FILTER_INSIDE[0]}, port: ${ADMIN_PORT} }`;
    const files = configWith(listen, undefined, admin);
    const folder = await folderWith({ ...files, 'netvakt.yaml': `${root}${files['netvakt.yaml']}` });
    const file = join(folder, 'netvakt.yaml');
    filter = new Netvakt(['run', '--config', file], [], inNamespace(world.filter.namespace, []));
    await filter.logged('listening');
    return file;
  }

  async function expectEveryCase(v: 0 | 1, source: string): Promise<void> {
    const counted = ['--metrics', `http://${FILTER_INSIDE[0]}:${ADMIN_PORT}/metrics`];
    const { code, stdout, stderr } = await selfTest(v, '--source', source, ...counted, '--json');
    expect(stderr).toBe('');
    const { groups, passed, total, notRun } = JSON.parse(stdout) as Summary;
    expect(groups.flatMap(({ failures }) => failures)).toEqual([]);
    expect(notRun.map(({ id }) => id)).toEqual(source === 'any' ? ['transparency-source'] : []);
    expect({ code, passed }).toEqual({ code: 0, passed: total });
    expect(total).toBeGreaterThan(230);
  }

  test.each(WAYS)(
    '$one.way, $family: every case passes',
    async ({ one: { listen, rules, source }, v }) => {
      await filterWith(listen);
      world.filter.rules(rules());
      await expectEveryCase(v, source);
    },
    LONG_TEST,
  );

  test.each(PACKETS)(
    'packet, $verdict, $family: every case passes',
    async ({ verdict, v }) => {
      const file = await filterWith(packetListeners(verdict), INTERCEPTION);
      const rules = async (how: string): Promise<void> => {
        const words = ['export', 'nft', how, '--config', file];
        expect(await new Netvakt(words, [], inNamespace(world.filter.namespace, [])).exited).toBe(0);
      };
      world.filter.rules('');
      await rules('--apply');
      try {
        await expectEveryCase(v, 'client');
        expect(packetFlows()).toBeGreaterThan(20);
      } finally {
        await rules('--remove');
        world.filter.run(['sh', '-e'], tproxyRoutes());
      }
    },
    LONG_TEST,
  );

  test('without the rules, what is listed is served, and the self-test says so', async () => {
    world.filter.rules('');
    const { code, stderr } = await selfTest(0);
    expect(code).toBe(1);
    expect(stderr).toMatch(/not in force in the filter: the page was served/);
  });
});
