import { expect, test } from '@jest/globals';
import { overviewOf } from '@netvakt/metrics';
import { KeptPage } from '../../src/admin/kept-page.ts';
import { makeWorld } from '../support/world.ts';

test('a reload loop draws the page once in five seconds; many who ask at once draw it once', async () => {
  const { sources } = makeWorld();
  let [now, drawn] = [0, 0];
  const page = new KeptPage(
    () => {
      drawn += 1;
      return overviewOf(sources, undefined, 1_795_692_000 + now / 1000);
    },
    () => now,
  );
  const bodies = await Promise.all(Array.from({ length: 20 }, async () => (await page.answer()).body));
  expect([drawn, new Set(bodies).size]).toEqual([1, 1]);
  now = 4999;
  expect((await page.answer()).body).toBe(bodies[0]);
  now = 60_000;
  expect((await page.answer()).body).not.toBe(bodies[0]);
  expect(drawn).toBe(2);
});

test('a page that could not be drawn is tried again by the next who asks', async () => {
  const { sources } = makeWorld();
  let fails = true;
  const page = new KeptPage(
    () => {
      if (fails) throw new Error('figures');
      return overviewOf(sources, undefined, 1_795_692_000);
    },
    () => 0,
  );
  await expect(page.answer()).rejects.toThrow('figures');
  fails = false;
  expect(await page.answer()).toMatchObject({ status: 200 });
});
