import { expect, test } from '@jest/globals';
import { ConfigError } from '@netvakt/netvakt';
import type { CompiledLists } from '../../src/compile/lists.ts';
import { checkConfig } from '../../src/config/load.ts';
import { ServiceFigures } from '../../src/run/figures.ts';
import { LIST_CAPACITY } from '../../src/run/shape.ts';
import { LEAST } from '../support/config-text.ts';

const CONFIG = checkConfig(LEAST, '/etc/netvakt/netvakt.yaml');

/** What was compiled, by the ids of the lists alone. */
function compiled(...ids: readonly string[]): Pick<CompiledLists, 'lists'> {
  return { lists: ids.map((id) => ({ id }) as CompiledLists['lists'][number]) };
}

const BOTH = compiled('first', 'second');

test('a list keeps its slot whatever stands around it', () => {
  const figures = new ServiceFigures(CONFIG, undefined);
  expect([...figures.slotsOf(CONFIG, BOTH)]).toEqual([0, 1]);
  expect([...figures.slotsOf(CONFIG, compiled('third'))]).toEqual([2]);
  expect([...figures.slotsOf(CONFIG, BOTH)]).toEqual([0, 1]);
});

test('a delivery in shadow counts in the slot of its list', () => {
  const figures = new ServiceFigures(CONFIG, undefined);
  expect([...figures.slotsOf(CONFIG, compiled('first', 'second', 'first'))]).toEqual([0, 1, 0]);
});

test('a process that has seen too many lists refuses a reload, with the remedy', () => {
  const figures = new ServiceFigures(CONFIG, undefined);
  for (let count = 0; count < LIST_CAPACITY; count += 1) figures.slotsOf(CONFIG, compiled(`list-${count}`));
  expect(() => figures.slotsOf(CONFIG, compiled('one-more'))).toThrow(ConfigError);
  expect([...figures.slotsOf(CONFIG, compiled('list-7'))]).toEqual([7]);
});

test.each<{ why: string; commit: string | undefined; want: string }>([
  { why: 'a hash', commit: '0123456789abcdef', want: 'commit="0123456789abcdef"' },
  { why: 'nothing', commit: undefined, want: 'commit="unknown"' },
  { why: 'words: they would open the label', commit: 'main" x="', want: 'commit="unknown"' },
])('the commit of the build is $why', async ({ commit, want }) => {
  const { body } = await new ServiceFigures(CONFIG, commit).metrics.render(undefined);
  expect(body).toContain(want);
});
