/** A copy of this tree in which a how-to is followed: tracked files, what is compiled, and the same dependencies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Fills the new folder `to`. Packages of the workspace lead to the copies of it; everything else to this tree’s. */
export function copyTree(to: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  const tracked = files.toString().split('\0');
  for (const file of tracked) if (file !== '' && existsSync(join(ROOT, file))) copy(file, to);
  const packages = [...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`), 'fixtures'];
  for (const folder of packages) for (const name of ['node_modules', 'dist']) copy(`${folder}/${name}`, to);
  linkModules(join(ROOT, 'node_modules'), join(to, 'node_modules'));
}

/** Times are kept: the compiler then compiles only what a how-to changes. Links stay as they are, relative. */
function copy(path: string, to: string): void {
  if (!existsSync(join(ROOT, path))) return;
  mkdirSync(dirname(join(to, path)), { recursive: true });
  cpSync(join(ROOT, path), join(to, path), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

function linkModules(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '@netvakt') copy('node_modules/@netvakt', dirname(to));
    else if (name !== '.cache') symlinkSync(join(from, name), join(to, name));
  }
}

/** Runs `pnpm SCRIPT WORDS` as pnpm does, in `folder`. Returns what is printed; throws an `Error` with it if the command fails. */
export function runScript(command: string, folder: string): string {
  const [, script = '', words = ''] = /^pnpm (?:run )?([\w:-]+) ?(.*)$/u.exec(command) ?? [];
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const line = scripts[script];
  if (line === undefined) throw new Error(`A how-to runs "${command}", which is no script of this tree`);
  const programs = [dirname(process.execPath), join(folder, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `${line} ${words}`], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { ...process.env, PATH: programs },
  });
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}:\n${stdout}${stderr}`);
  return stdout;
}
