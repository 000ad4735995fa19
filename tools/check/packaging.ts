/**
 * Stops packages that install but do not import: packs each published package once, looks into the archive, and gives it to publint
 * (files, exports and fields of package.json) and to attw (what TypeScript resolves from outside).
 */
import { execFile, execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeStale } from '../prepack.ts';
import { packPackage, publishedPackages } from '../release/npm.ts';
import { removeTemporary, temporaryFolder } from '../temporary.ts';
import { archiveFaults, openArchive } from './archive.ts';
import { reportFaults, root } from './files.ts';
import { limited } from './run.ts';

const run = promisify(execFile);

/** Packs a package into `folder`; its build is there already, and cleared as `prepack` does. Returns the path of the archive. */
function pack(name: string, folder: string): string {
  removeStale(join(root, name));
  return join(folder, packPackage(root, name, folder));
}

/** What a program finds in an archive; `undefined` if nothing. */
async function faultOf(program: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    await run(program, args, { cwd: root });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || message;
  }
}

async function main(): Promise<number> {
  execFileSync('tsc', ['--build'], { cwd: root, stdio: 'inherit' }); // alone, this check has nothing else to pack
  const folder = temporaryFolder('pack');
  try {
    const limit = limited(availableParallelism());
    const packed = publishedPackages(root).map((name) => ({ name, archive: pack(name, folder) }));
    const faults = packed.flatMap(({ archive }) => [
      limit(() => faultOf('publint', '--strict', archive)),
      limit(() => faultOf('attw', archive, '--profile', 'esm-only', '--format', 'ascii', '--quiet')),
    ]);
    const own = packed.flatMap(({ name, archive }) => archiveFaults(openArchive(archive, name)));
    return reportFaults([...own, ...(await Promise.all(faults)).filter((fault) => fault !== undefined)]);
  } finally {
    removeTemporary(folder);
  }
}

process.exitCode = await main();
