import { expect, test } from '@jest/globals';
import { listenerMigration } from '../../src/linux/listener-migration.ts';

const absent = (): never => {
  throw new Error('ENOENT');
};

test.each([
  ['1\n', true],
  ['0\n', false],
  ['', false],
])('%j is %s', (text, want) => {
  expect(listenerMigration(() => text)).toBe(want);
});

test('a kernel without the setting does not migrate', () => {
  expect(listenerMigration(absent)).toBe(false);
  expect(typeof listenerMigration()).toBe('boolean');
});
