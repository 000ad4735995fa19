/**
 * Makes what an operator installs, from the commit that is checked out: a Debian package with its runtime, and its bill of materials.
 *
 *   pnpm release                      into release/
 *   pnpm release --output FOLDER
 *   pnpm release --twice              builds again in another folder, umask and time zone, and fails where the two differ
 *
 * What is not committed is not in it. The same commit gives the same bytes, wherever and whenever it is built.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commitOf, exportCommit } from './release/commit.ts';
import { packDebian } from './release/debian.ts';
import { layOut } from './release/tree.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Made {
  readonly name: string;
  readonly sha256: string;
}

async function makeRelease(output: string): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-release-'));
  try {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/netvakt/package.json'), 'utf8')) as {
      version: string;
    };
    const commit = commitOf(root, version);
    const [source, tree] = [join(folder, 'source'), join(folder, 'tree')];
    exportCommit(root, commit, source);
    const bill = await layOut(source, tree, commit);
    const path = packDebian(source, tree, output, commit);
    writeFileSync(join(output, 'netvakt.cdx.json'), bill);
    cpSync(join(source, 'deploy/container/Containerfile'), join(output, 'Containerfile'));
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    writeFileSync(join(output, 'SHA256SUMS'), `${sha256}  ${basename(path)}\n`);
    return { name: basename(path), sha256 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { output: { type: 'string', default: join(root, 'release') }, twice: { type: 'boolean', default: false } },
  });
  const output = resolve(values.output);
  const made = await makeRelease(output);
  process.stdout.write(`${made.sha256}  ${join(output, made.name)}\n`);
  if (!values.twice) return 0;
  process.umask(0o077);
  process.env['TZ'] = 'Asia/Tokyo';
  const again = mkdtempSync(join(tmpdir(), 'netvakt-again-'));
  const { sha256 } = await makeRelease(again);
  rmSync(again, { recursive: true, force: true });
  process.stdout.write(
    sha256 === made.sha256 ? 'built twice: the same bytes\n' : `built twice: ${sha256} the second time\n`,
  );
  return sha256 === made.sha256 ? 0 : 1;
}

process.exitCode = await main();
