/**
 * Makes a release from the commit that is checked out: what operators install, what developers import, and SHA256SUMS of every file.
 * `--help` lists the files and the options.
 *
 * What is not committed is not in it. The same commit gives the same bytes, wherever and whenever it is built; the image also depends
 * on the state of Debian's archive.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commitOf } from './release/commit.ts';
import { missingForImage } from './release/image.ts';
import { makeRelease } from './release/make.ts';
import { removeTemporary, temporaryFolder } from './temporary.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const HELP = `Usage: pnpm release [options]

Builds the commit that is checked out and writes into release/:

  netvakt_VERSION_ARCH.deb       Debian package with its own runtime
  netvakt-PACKAGE-VERSION.tgz    one archive per npm package
  netvakt_VERSION_ARCH.oci.tar   OCI image, as an archive for podman load or skopeo copy
  netvakt.cdx.json               bill of materials, CycloneDX 1.6
  Containerfile                  builds the image from another base
  SHA256SUMS                     covers every file above

  --output FOLDER   write into FOLDER (default: release)
  --no-image        leave out the OCI image, which needs root, buildah and debootstrap
  --twice           build again with another folder, umask and time zone, and compare
  --help            print this text

Exit codes: 0 built; 1 the build failed, or the second build differs; 2 wrong usage, or the machine lacks a program.
`;

const OPTIONS = {
  output: { type: 'string', default: join(root, 'release') },
  'no-image': { type: 'boolean', default: false },
  twice: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function usageError(message: string): number {
  process.stderr.write(`${message}. See pnpm release --help\n`);
  return 2;
}

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function read(): Options | undefined {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    usageError((error as Error).message);
    return undefined;
  }
}

async function release(options: Options): Promise<number> {
  const output = resolve(options.output);
  const parts = { image: !options['no-image'] };
  const { version } = JSON.parse(readFileSync(join(root, 'packages/netvakt/package.json'), 'utf8')) as {
    readonly version: string;
  };
  const commit = commitOf(root, version);
  const sums = await makeRelease(root, commit, output, parts);
  process.stdout.write(`${output}\n${sums}`);
  if (!options.twice) return 0;
  process.umask(0o077);
  process.env['TZ'] = 'Asia/Tokyo';
  const again = temporaryFolder('again');
  const second = await makeRelease(root, commit, again, parts).finally(() => removeTemporary(again));
  process.stdout.write(second === sums ? 'built twice: the same bytes\n' : `built twice, the second time:\n${second}`);
  return second === sums ? 0 : 1;
}

async function main(): Promise<number> {
  const options = read();
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const missing = options['no-image'] ? [] : missingForImage();
  if (missing.length > 0) {
    return usageError(`An image needs ${missing.join(', ')}. Install what is missing, or add --no-image`);
  }
  return await release(options);
}

process.exitCode = await main();
