import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { inNamespace } from '../../../proxy/test/netns/support/program.ts';
import { CLIENT, FILTER_INSIDE } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';
import { describeWithSpeakers, Speakers } from './support/speakers.ts';

const NAMES = fileURLToPath(new URL('./programs/names.ts', import.meta.url));
const LISTEN = '[{ mode: tproxy, address: "::", port: 8080 }]';
const BOUNDS = 'stable_runs: 1, keep_seconds: 0, resolvers: [127.0.0.1], timeout_seconds: 60';
const ALLOWED = 'allow: [203.0.113.0/24, "2001:db8:2::/48"]';
const ROOT = `interception: { subscribers: [subscribers], reach: suspects, suspects: { ${BOUNDS}, ${ALLOWED} } }\n`;

/** The routes of addresses, each by this node. */
const by = (...addresses: readonly string[]): string[] =>
  addresses
    .map((one) => (one.includes(':') ? `${one}/128 via ${FILTER_INSIDE[1]}` : `${one}/32 via ${FILTER_INSIDE[0]}`))
    .toSorted();

/** A command for both sessions of GoBGP. */
const sessions = (verb: string): string => CLIENT.map((address) => `gobgp neighbor ${address} ${verb}`).join('; ');

describeWithSpeakers('what is exported for BGP speakers, in the table of a router', () => {
  let scene: Scene;
  let speakers: Speakers;
  let names: ChildProcess | undefined;
  let file: string;

  const endNames = async (): Promise<void> => {
    if (names === undefined || names.exitCode !== null) return;
    const closed = once(names, 'close');
    names.stdin?.end();
    await closed;
  };
  const serveNames = async (addresses: readonly string[]): Promise<void> => {
    await endNames();
    const zone = JSON.stringify({ 'blocked.test': addresses });
    const [command, ...rest] = inNamespace(scene.world.filter.namespace, [process.execPath, NAMES, zone, '0']);
    names = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(names.stdout as NodeJS.ReadableStream, 'data');
  };
  const exported = async (format: string): Promise<string> => {
    const { code, stdout, stderr } = await scene.command(['export', format, '--config', file]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };

  beforeAll(async () => {
    scene = await Scene.create();
  });
  beforeEach(async () => {
    file = await scene.configuration({ listen: LISTEN, root: ROOT });
    speakers = await Speakers.create(scene.world);
    await serveNames(['203.0.113.10', '203.0.113.11', '2001:db8:2::10']);
  });
  afterEach(async () => {
    await endNames();
    await speakers.dispose();
    await scene.stopFilters();
  });
  afterAll(() => scene.dispose());

  test('ExaBGP, with what is shipped for it: what is gone is withdrawn, and all is withdrawn when it stops', async () => {
    speakers.report(await exported('exabgp'));
    const running = await speakers.exabgp();
    const first = by('203.0.113.10', '203.0.113.11', '2001:db8:2::10');
    expect(await speakers.routes(first)).toEqual(first);
    await serveNames(['203.0.113.11', '203.0.113.12']);
    speakers.report(await exported('exabgp'));
    const second = by('203.0.113.11', '203.0.113.12');
    expect(await speakers.routes(second)).toEqual(second);
    await speakers.stop(running);
    expect(await speakers.routes([])).toEqual([]);
  });

  test('GoBGP: what is gone is withdrawn, also if a run of another export has seen it go before', async () => {
    await speakers.gobgp();
    scene.world.filter.run(['sh'], await exported('gobgp'));
    const first = by('203.0.113.10', '203.0.113.11', '2001:db8:2::10');
    expect(await speakers.routes(first)).toEqual(first);
    await serveNames(['203.0.113.11', '203.0.113.12']);
    // Both share the memory of stage 1. The withdrawal was lost to whichever ran first.
    await exported('bird');
    scene.world.filter.run(['sh'], await exported('gobgp'));
    const second = by('203.0.113.11', '203.0.113.12');
    expect(await speakers.routes(second)).toEqual(second);
    scene.world.filter.run(['sh', '-ec', sessions('disable')]);
    expect(await speakers.routes([])).toEqual([]);
    scene.world.filter.run(['sh', '-ec', sessions('enable')]);
    expect(await speakers.routes(second)).toEqual(second);
  });

  test(
    'ExaBGP takes more commands than it would without somebody who reads its answers',
    async () => {
      const many = Array.from(
        { length: 13_200 },
        (_, i) => `announce route 10.0.${i >> 8}.${i & 255}/32 next-hop self\n`,
      );
      speakers.report(`${many.join('')}announce route 203.0.113.10/32 next-hop self\n`);
      await speakers.exabgp();
      expect(await speakers.count(13_201)).toBe(13_201);
    },
    LONG_TEST,
  );
});
