/** Compiles a list in a thread, then writes the heap of this process. Arguments: list, snapshot file, heap file. */
import { writeFileSync } from 'node:fs';
import { writeHeapSnapshot } from 'node:v8';
import { compileListFiles, completeSettings } from '../../src/index.ts';

const [list = '', snapshot = '', heap = ''] = process.argv.slice(2);
const settings = completeSettings({ id: 'se-urls', markets: ['se'] });
const outcome = await compileListFiles({
  markets: ['se'],
  seed: Uint32Array.of(1, 2, 3, 4),
  files: [{ path: list, settings }],
});
if (!outcome.ok) throw new Error(outcome.refused[0]?.refusal.code);
writeFileSync(snapshot, new Uint8Array(outcome.snapshot));
writeHeapSnapshot(heap);
