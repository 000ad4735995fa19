/** SHA256SUMS: what every file of a release must be. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The text that `sha256sum --check` reads, one line for each of `names` in `folder`. */
export function sumsOf(folder: string, names: readonly string[]): string {
  return names.map((name) => `${sha256Of(readFileSync(join(folder, name)))}  ${name}\n`).join('');
}

/** Removes the files that an earlier release has listed in `folder`: two versions in one folder would both be installed. */
export function clearRelease(folder: string): void {
  const path = join(folder, 'SHA256SUMS');
  if (!existsSync(path)) return;
  const names = readFileSync(path, 'utf8').matchAll(/^[\da-f]{64} {2}([\w.+~-]+)$/gmu);
  for (const [, name = ''] of names) rmSync(join(folder, name), { force: true });
  rmSync(path);
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
