/**
 * Makes what an operator installs, from the commit that is checked out: a Debian package with its runtime, its bill of materials, and
 * SHA256SUMS of every file that it writes.
 *
 *   pnpm release                      into release/
 *   pnpm release --output FOLDER
 *   pnpm release --twice              builds again in another folder, umask and time zone, and fails where the two differ
 *
 * What is not committed is not in it. The same commit gives the same bytes, wherever and whenever it is built.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Commit, commitOf, exportCommit, stateVersion } from './release/commit.ts';
import { packDebian } from './release/debian.ts';
import { clearRelease, sumsOf } from './release/sums.ts';
import { layOut } from './release/tree.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds `commit` and writes its files into `output`. Resolves with the text of SHA256SUMS. */
async function makeRelease(commit: Commit, output: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-release-'));
  try {
    const [source, tree] = [join(folder, 'source'), join(folder, 'tree')];
    exportCommit(root, commit, source);
    stateVersion(source, commit);
    const bill = await layOut(source, tree, commit);
    clearRelease(output);
    const names = [basename(packDebian(source, tree, output, commit)), 'netvakt.cdx.json', 'Containerfile'];
    writeFileSync(join(output, 'netvakt.cdx.json'), bill);
    cpSync(join(source, 'deploy/container/Containerfile'), join(output, 'Containerfile'));
    const sums = sumsOf(output, names);
    writeFileSync(join(output, 'SHA256SUMS'), sums);
    return sums;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { output: { type: 'string', default: join(root, 'release') }, twice: { type: 'boolean', default: false } },
  });
  const output = resolve(values.output);
  const { version } = JSON.parse(readFileSync(join(root, 'packages/netvakt/package.json'), 'utf8')) as {
    version: string;
  };
  const commit = commitOf(root, version);
  const sums = await makeRelease(commit, output);
  process.stdout.write(`${output}\n${sums}`);
  if (!values.twice) return 0;
  process.umask(0o077);
  process.env['TZ'] = 'Asia/Tokyo';
  const again = mkdtempSync(join(tmpdir(), 'netvakt-again-'));
  const second = await makeRelease(commit, again);
  rmSync(again, { recursive: true, force: true });
  process.stdout.write(second === sums ? 'built twice: the same bytes\n' : `built twice, the second time:\n${second}`);
  return second === sums ? 0 : 1;
}

process.exitCode = await main();
