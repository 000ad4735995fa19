import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { FAMILIES } from '../../../proxy/test/netns/support/world.ts';
import { Scene } from './support/scene.ts';

const LISTEN = {
  redirect: '[{ mode: redirect, address: "::", port: 8081 }]',
  tproxy: `
    - { mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }
    - { mode: tproxy, address: "::1", port: 8080, source: preserve }`,
} as const;

describeInNamespaces('connections that stand when the rules are taken away', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.create();
    await scene.web();
  });
  afterEach(() => scene.stopFilters());
  afterAll(() => scene.dispose());

  const rulesOf = async (mode: keyof typeof LISTEN, more = ''): Promise<(word: string) => Promise<void>> => {
    const root = `interception: { subscribers: [subscribers]${more} }\n`;
    const file = await scene.configuration({ listen: LISTEN[mode], root });
    return async (word) => {
      expect(await scene.command(['export', 'nft', '--config', file, word])).toMatchObject({ code: 0 });
    };
  };

  test('REDIRECT: --remove lets them go on, and new ones pass; --apply takes what it left behind away', async () => {
    const nft = await rulesOf('redirect');
    await nft('--apply');
    await scene.filter({ listen: LISTEN.redirect });
    const standing = await Promise.all(FAMILIES.map(({ v }) => scene.download(v)));
    await nft('--remove');
    for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('200');
    expect(await Promise.all(standing.map((readOn) => readOn()))).toEqual(['whole', 'whole']);
    expect(scene.world.filter.run(['nft', 'list', 'tables'])).toContain('inet netvakt_standing');
    await nft('--apply');
    expect(scene.world.filter.run(['nft', 'list', 'tables'])).not.toContain('inet netvakt_standing');
    await nft('--check');
  });

  test.each(['redirect', 'tproxy'] as const)(
    '%s: a bypass of everything lets them go on, and new ones pass',
    async (mode) => {
      await (await rulesOf(mode))('--apply');
      await scene.filter({ listen: LISTEN[mode] });
      const standing = await Promise.all(FAMILIES.map(({ v }) => scene.download(v)));
      const nft = await rulesOf(mode, ', bypass: ["0.0.0.0/0", "::/0"]');
      await nft('--apply');
      for (const { v } of FAMILIES) expect(scene.visit('http://blocked.test/', v).status).toBe('200');
      expect(await Promise.all(standing.map((readOn) => readOn()))).toEqual(['whole', 'whole']);
      await nft('--remove');
    },
  );
});
