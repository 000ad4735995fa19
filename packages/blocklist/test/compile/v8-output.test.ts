import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { temporaryFolder } from '../support/files.ts';
import { withNodeArguments } from '../support/preloaded.ts';

const inFolder = temporaryFolder();

// Its standard output carried the snapshot: every line of V8 was a part of it, and the filter did not start.
test('what V8 prints with an option of Node is no part of a snapshot', async () => {
  writeFileSync(inFolder('list'), Array.from({ length: 20_000 }, (_, i) => `host-${i}.test`).join('\n'));
  const request = {
    files: [{ path: inFolder('list'), settings: completeSettings({ id: 'list', markets: ['se'] }) }],
    markets: ['se'],
    seed: Uint32Array.of(1, 2, 3, 4),
  };
  const quiet = await compileListFiles(request);
  const loud = await withNodeArguments(['--trace-gc'], () => compileListFiles(request));
  expect(quiet.ok && loud.ok && Buffer.from(loud.snapshot).equals(Buffer.from(quiet.snapshot))).toBe(true);
});
