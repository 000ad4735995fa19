/** After a list is loaded, no text of it is left: not in the process's heap, not in the snapshot. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const child = fileURLToPath(new URL('../support/heap-after-load.ts', import.meta.url));

test('canary entries are found in neither', () => {
  const entries = Array.from({ length: 2000 }, (_, index) => `http://canary-${index}.test/kanariefagel/${index}`);
  writeFileSync(inFolder('list'), entries.join('\n'));
  const words = ['--conditions=@netvakt/source', child, inFolder('list'), inFolder('snapshot'), inFolder('heap')];
  execFileSync(process.execPath, words);
  const heap = readFileSync(inFolder('heap'), 'latin1');
  expect(heap).toContain('compileListFiles'); // the heap is one, and its strings can be found
  expect(heap.includes('kanariefagel') || heap.includes('canary-')).toBe(false);
  const snapshot = readFileSync(inFolder('snapshot'), 'latin1');
  expect(snapshot.includes('kanariefagel') || snapshot.includes('canary-')).toBe(false);
});
