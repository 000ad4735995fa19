import { expect, test } from '@jest/globals';
import { ConfigError } from '@netvakt/netvakt';
import type { Config } from '../../src/config/config.ts';
import { checkConfig } from '../../src/config/load.ts';
import { Figures } from '../../src/run/figures.ts';
import { LIST_CAPACITY } from '../../src/run/shape.ts';
import { LEAST } from '../support/config-text.ts';

const CONFIG = checkConfig(LEAST, '/etc/netvakt/netvakt.yaml');

/** The configuration with one list, named by `count`. */
function withList(count: number): Config {
  const [first] = CONFIG.reloadable.lists;
  if (first === undefined) throw new Error('no list');
  const list = { ...first, settings: { ...first.settings, id: `list-${count}` } };
  return { ...CONFIG, reloadable: { ...CONFIG.reloadable, lists: [list] } };
}

test('a list keeps its slot whatever stands around it', () => {
  const figures = new Figures(CONFIG, undefined);
  expect([...figures.slotsOf(CONFIG)]).toEqual([0, 1]);
  expect([...figures.slotsOf(withList(1))]).toEqual([2]);
  expect([...figures.slotsOf(CONFIG)]).toEqual([0, 1]);
});

test('a process that has seen too many lists refuses a reload, with the remedy', () => {
  const figures = new Figures(CONFIG, undefined);
  for (let count = 0; count < LIST_CAPACITY; count += 1) figures.slotsOf(withList(count));
  expect(() => figures.slotsOf(withList(LIST_CAPACITY))).toThrow(ConfigError);
  expect([...figures.slotsOf(withList(7))]).toEqual([7]);
});

test.each<{ why: string; commit: string | undefined; want: string }>([
  { why: 'a hash', commit: '0123456789abcdef', want: 'commit="0123456789abcdef"' },
  { why: 'nothing', commit: undefined, want: 'commit="unknown"' },
  { why: 'words: they would open the label', commit: 'main" x="', want: 'commit="unknown"' },
])('the commit of the build is $why', async ({ commit, want }) => {
  const { body } = await new Figures(CONFIG, commit).metrics.render(undefined);
  expect(body).toContain(want);
});
