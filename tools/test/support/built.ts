/** What test files share, made once: the release of the commit that is checked out, and a clean Debian. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const AN_HOUR = 3_600_000;
const KEPT = join(ROOT, 'node_modules/.cache/netvakt-release');

/** The folder of `pnpm release --no-image` for the commit that is checked out. The first caller builds it, for all processes. */
export async function builtRelease(): Promise<string> {
  const { stdout } = await run('git', ['rev-parse', 'HEAD'], { cwd: ROOT });
  const commit = stdout.trim();
  forgetOthers(commit);
  return once(`release-${commit}`, '"$0" tools/release.ts --no-image --output "$1"', process.execPath);
}

/** A tar archive of the base system of `suite`, made by debootstrap from the archive at `address`. */
export async function baseArchive(suite: string, address: string): Promise<string> {
  const make =
    'debootstrap --variant=minbase "$2" "$1.root" "$0" >&2 && tar -C "$1.root" -cf "$1" . && rm -rf "$1.root"';
  return once(`base-${suite}.tar`, make, address, suite);
}

/** The package in a folder of {@link builtRelease}. */
export function packageIn(folder: string): string {
  const name = readdirSync(folder).find((one) => one.endsWith('.deb'));
  if (name === undefined) throw new Error(`There is no package in ${folder}`);
  return join(folder, name);
}

/** Makes `name` by a line of shell that writes to "$1", unless it is there. A lock of the kernel's: it ends with its holder. */
async function once(name: string, make: string, ...[first, ...rest]: readonly [string, ...string[]]): Promise<string> {
  mkdirSync(KEPT, { recursive: true });
  const path = join(KEPT, name);
  const script = `test -e "$1.whole" || { rm -rf "$1" "$1.root"; cd '${ROOT}' && ${make} && touch "$1.whole"; }`;
  await run('flock', [`${path}.lock`, 'sh', '-c', script, first, path, ...rest], { maxBuffer: 64 * 1024 * 1024 });
  return path;
}

/** A release is some 60 MB, and only one commit is checked out. A test that runs still reads that of an hour ago. */
function forgetOthers(commit: string): void {
  mkdirSync(KEPT, { recursive: true });
  for (const name of readdirSync(KEPT)) {
    const path = join(KEPT, name);
    if (!name.startsWith('release-') || name.startsWith(`release-${commit}`)) continue;
    if (statSync(path).mtimeMs < Date.now() - AN_HOUR) rmSync(path, { recursive: true, force: true });
  }
}
