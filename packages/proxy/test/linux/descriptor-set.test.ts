import { closeSync, fstatSync, openSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DescriptorSet } from '../../src/linux/descriptor-set.ts';

function isOpen(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

test('who shares the memory closes what was added and not removed, once', () => {
  const files = Array.from({ length: 70 }, () => openSync('/dev/null', 'r'));
  const filled = new DescriptorSet();
  for (const file of files) filled.add(file);
  const kept = files.filter((_, i) => i % 3 === 0);
  for (const file of kept) filled.remove(file);
  const other = new DescriptorSet(filled.memory);
  other.closeAll();
  expect(files.filter(isOpen)).toEqual(kept);
  const again = openSync('/dev/null', 'r'); // it gets a number that was closed
  other.closeAll();
  expect(isOpen(again)).toBe(true);
  for (const file of [...kept, again]) closeSync(file);
});

test('a number that it has no room for is not kept, and no error', () => {
  const set = new DescriptorSet(new SharedArrayBuffer(4));
  set.add(32);
  set.remove(32);
  set.add(1 << 30);
  expect(new Int32Array(set.memory)).toEqual(Int32Array.of(0));
});
