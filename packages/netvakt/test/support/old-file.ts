import { chmodSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

const TEXT = 'the file before\n';
const MODE = 0o604;

/**
 * Makes the file that a command will replace. `expectWhole` asserts that it was replaced, and not written into: who has the old one open,
 * here by a second name, still reads it whole, and the new one has its permissions.
 */
export function oldFile(path: string): { readonly expectWhole: () => void } {
  const second = `${path}.before`;
  writeFileSync(path, TEXT);
  chmodSync(path, MODE);
  linkSync(path, second);
  return {
    expectWhole: () => {
      const begins = (file: string): string => readFileSync(file, 'utf8').slice(0, TEXT.length);
      expect(begins(second)).toBe(TEXT);
      expect(begins(path)).not.toBe(TEXT);
      expect(statSync(path).mode & 0o777).toBe(MODE);
    },
  };
}
