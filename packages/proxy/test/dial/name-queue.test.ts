import { expect, test } from '@jest/globals';
import { NameQueue } from '../../src/dial/name-queue.ts';
import type { NameAnswer } from '../../src/dial/remembering-resolver.ts';

const ANSWER: NameAnswer = { failure: undefined, addresses: ['192.0.2.1'], keep: 1 };
const ignore = (): void => {};

/** A queue before look-ups that end on request of the test. */
function queue(): { readonly begun: string[]; readonly end: (name: string) => void; readonly it: NameQueue } {
  const running = new Map<string, (answer: NameAnswer) => void>();
  const begun: string[] = [];
  const it = new NameQueue((name, reported) => {
    begun.push(name);
    running.set(name, reported);
  });
  return { begun, it, end: (name) => running.get(name)?.(ANSWER) };
}

test('one client’s silent names hold up its own only', () => {
  const { begun, it } = queue();
  for (let i = 0; i < 100; i += 1) it.ask(`s${i}`, ignore, 1);
  it.ask('page', ignore, 2);
  expect(begun).toEqual(['s0', 's1', 'page']);
});

test('clients take turns', () => {
  const { begun, it, end } = queue();
  for (const client of [1, 2, 3]) for (const i of [1, 2, 3]) it.ask(`${client}.${i}`, ignore, client);
  expect(begun).toEqual(['1.1', '1.2', '2.1', '2.2']);
  for (const name of ['1.1', '1.2', '2.1', '2.2', '3.1']) end(name);
  expect(begun.slice(4)).toEqual(['3.1', '1.3', '2.3', '3.2', '3.3']);
});

test('a question that has not begun can be ended, and is told nothing', () => {
  const { begun, it, end } = queue();
  const reported: string[] = [];
  const ends = ['a', 'b', 'c'].map((name) => it.ask(name, () => reported.push(name), 1));
  expect(ends.map((leave) => leave())).toEqual([false, false, true]);
  end('a');
  end('b');
  expect([begun, reported]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});
