/** One commit -> the files of its release, and SHA256SUMS of all of them. */
import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTemporary, temporaryFolder } from '../temporary.ts';
import { type Commit, exportCommit, stateVersion } from './commit.ts';
import { packDebian } from './debian.ts';
import { buildImage } from './image.ts';
import { packNpm } from './npm.ts';
import { clearRelease, sumsOf } from './sums.ts';
import { layOut } from './tree.ts';

/** What is made besides the package and its bill. */
export interface ReleaseParts {
  /** Also makes the OCI image. Needs root, buildah and debootstrap. */
  readonly image: boolean;
}

/** Builds `commit` of the checkout at `root` and writes its files into `output`. Resolves with the text of SHA256SUMS. */
export async function makeRelease(root: string, commit: Commit, output: string, parts: ReleaseParts): Promise<string> {
  const folder = temporaryFolder('release');
  try {
    const [source, tree] = [join(folder, 'source'), join(folder, 'tree')];
    exportCommit(root, commit, source);
    stateVersion(join(source, 'packages/netvakt'), commit);
    const bill = await layOut(source, tree, commit);
    clearRelease(output);
    const names = [basename(packDebian(source, tree, output, commit)), ...packNpm(source, output)];
    writeFileSync(join(output, 'netvakt.cdx.json'), bill);
    cpSync(join(source, 'deploy/container/Containerfile'), join(output, 'Containerfile'));
    names.push('netvakt.cdx.json', 'Containerfile');
    if (parts.image) names.push(buildImage(source, output, commit));
    const sums = sumsOf(output, names.toSorted());
    writeFileSync(join(output, 'SHA256SUMS'), sums);
    return sums;
  } finally {
    removeTemporary(folder);
  }
}
