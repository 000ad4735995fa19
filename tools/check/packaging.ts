/**
 * Stops packages that install but do not import: packs each published package once and gives the archive to publint (files, exports
 * and fields of package.json) and to attw (what TypeScript resolves from outside).
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reportFaults, root } from './files.ts';
import { limited } from './run.ts';

const run = promisify(execFile);

function isPublished(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { private?: boolean };
  return manifest.private !== true;
}

/** Packs the packages into `folder`, as publishing would. Returns the paths of the archives. */
function pack(packages: readonly string[], folder: string): string[] {
  const words = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', [...words, ...packages.map((name) => `./${name}`)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return readdirSync(folder).map((name) => join(folder, name));
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
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-pack-'));
  try {
    const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
    const limit = limited(availableParallelism());
    const faults = pack(packages.filter(isPublished), folder).flatMap((archive) => [
      limit(() => faultOf('publint', '--strict', archive)),
      limit(() => faultOf('attw', archive, '--profile', 'esm-only', '--format', 'ascii', '--quiet')),
    ]);
    return reportFaults((await Promise.all(faults)).filter((fault) => fault !== undefined));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = await main();
