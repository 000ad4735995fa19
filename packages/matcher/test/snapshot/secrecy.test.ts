/** After a list is loaded, its entries are nowhere: not in the file, not in the heap. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** Words that occur in no program. */
const CANARIES = ['zyqkanari', 'vuxkanari', 'pryskanari', 'gnolkanari'];
const ENTRIES = [
  'zyqkanari.test',
  'www.vuxkanari.example',
  'http://a.test/pryskanari/',
  'http://b.test/x?gnolkanari=1',
  ...Array.from({ length: 500 }, (_, index) => `zyqkanari-${index}.vuxkanari.test`),
];

test('no entry stands in the snapshot, or in the heap after it was loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-secrecy-'));
  try {
    const [file, heap] = [join(folder, 'lists.snapshot'), join(folder, 'main.heapsnapshot')];
    const module = fileURLToPath(new URL('../support/keeping-secrets.ts', import.meta.url));
    const flags = ['--conditions=@netvakt/source', '--expose-gc', module, file, heap];
    const options = { input: ENTRIES.join('\n'), encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } } as const;
    expect(Number(execFileSync(process.execPath, flags, options))).toBe(ENTRIES.length);
    const texts = [readFileSync(file), readFileSync(heap)];
    const found = CANARIES.filter((canary) =>
      texts.some((text) => text.includes(canary) || text.includes(Buffer.from(canary, 'utf16le'))),
    );
    expect(found).toEqual([]);
    // The heap was really searched: what is not secret is in it.
    expect(texts[1]?.includes('RuleIndex')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
