/**
 * Builds the package in the current folder for its archive; `prepack` of every published package runs it. Outputs that no source stands
 * behind any more are removed: the compiler leaves them, and they would be published.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './release/files.ts';

const OUTPUT = /^(?<name>.+?)(?:\.d\.ts|\.js|\.d\.ts\.map|\.js\.map)$/u;

/** Paths below `dist/` of files that the sources in `src/` do not compile to. */
function staleOutputs(folder: string): readonly string[] {
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) return [];
  return filesIn(dist).filter((file) => file !== '.tsbuildinfo' && !isOutput(folder, file));
}

/** Maps do not count: the compiler writes none. */
function isOutput(folder: string, file: string): boolean {
  const name = OUTPUT.exec(file)?.groups?.['name'];
  return name !== undefined && !file.endsWith('.map') && existsSync(join(folder, 'src', `${name}.ts`));
}

/** Removes what earlier builds left in `dist/` and this one would not write. */
export function removeStale(folder: string): void {
  for (const file of staleOutputs(folder)) rmSync(join(folder, 'dist', file), { force: true });
}

function main(folder: string): number {
  removeStale(folder);
  const { status, error } = spawnSync('tsc', ['--build', folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) process.stderr.write(`tsc: ${error.message}. Run this by pnpm, which finds it\n`);
  return status ?? 1;
}

if (import.meta.main) process.exitCode = main(process.cwd());
