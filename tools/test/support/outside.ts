/** A project of somebody else: an empty folder with what npm installs into it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../../release/run.ts';

const PROGRAMS = new URL('../../../node_modules/.bin/', import.meta.url).pathname;

/** Further options of `tsc`: as few as possible, so that nothing helps the declarations to compile. */
const STRICT = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: [] };

export class OutsideProject {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'netvakt-outside-'));

  /** Installs an archive without asking a registry for anything: it must depend on nothing. */
  constructor(archive: string) {
    this.write('package.json', '{ "name": "outside", "version": "1.0.0", "private": true, "type": "module" }\n');
    this.run('npm', ['install', '--offline', '--no-audit', '--no-fund', archive]);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): Buffer {
    return readFileSync(join(this.folder, file));
  }

  /** What a program prints; throws if it fails. Nothing of the caller's flags reaches it. */
  run(program: string, words: readonly string[]): string {
    const { NODE_OPTIONS: _, ...environment } = process.env;
    return execFileSync(program, words, { cwd: this.folder, env: environment, encoding: 'utf8' });
  }

  /** Runs a program of JavaScript or TypeScript; returns what it prints, by line. */
  node(...words: readonly string[]): string[] {
    return this.run(process.execPath, words).trimEnd().split('\n');
  }

  /** Type-checks `files`; returns what the compiler finds. */
  typeFaults(compiler: 'tsc' | 'tsc6', options: object, files: readonly string[]): string {
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
    try {
      return run(join(PROGRAMS, compiler), ['--project', '.'], { cwd: this.folder });
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Bundles `entry` for a browser as esbuild does by default, into one file of the folder. Returns its size, packed by gzip -9. */
  bundle(entry: string, output: string): number {
    const words = ['--bundle', '--minify', '--format=esm', '--log-level=error', `--outfile=${output}`];
    this.run(join(PROGRAMS, 'esbuild'), [entry, ...words]);
    return gzipSync(this.read(output), { level: 9 }).length;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
