import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

/** The path of a committed fixture: `lists/se-urls.txt`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url));
}

/** The bytes of a committed fixture. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixture(name));
}

/** A new folder, removed after the tests of this file. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-blocklist-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return (name) => join(folder, name);
}
