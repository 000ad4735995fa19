/** The packages of the workspace -> archives as a registry takes them, the same bytes each time. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporary, temporaryFolder } from '../temporary.ts';
import { pnpm } from './build.ts';

/** Folders below `source` of the packages that are published: all that are not private. In one order. */
export function publishedPackages(source: string): readonly string[] {
  return readdirSync(join(source, 'packages'))
    .toSorted()
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(source, folder, 'package.json')) && !isPrivate(join(source, folder)));
}

function isPrivate(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly private?: boolean };
  return manifest.private === true;
}

/** Packs the built package in `folder` below `source` into `output`, as publishing would. Returns the name of the archive. */
export function packPackage(source: string, folder: string, output: string): string {
  const packed = temporaryFolder('packed');
  try {
    // Built already: its own prepack would build again.
    pnpm(['--dir', folder, '--config.ignore-scripts=true', 'pack', '--pack-destination', packed], source);
    const [name] = readdirSync(packed);
    if (name === undefined) throw new Error(`pnpm pack wrote no archive of ${folder}`);
    cpSync(join(packed, name), join(output, name));
    return name;
  } finally {
    removeTemporary(packed);
  }
}

/** Packs what is built in `source` into `output`, as publishing would. Returns the names of the archives. */
export function packNpm(source: string, output: string): readonly string[] {
  return publishedPackages(source).map((folder) => packPackage(source, folder, output));
}
