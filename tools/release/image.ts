/** The Debian package -> an OCI image, by deploy/container/build. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Commit } from './commit.ts';
import { debianArchitecture } from './debian.ts';
import { run } from './run.ts';

const PROGRAMS = ['buildah', 'debootstrap'];

/** What this machine lacks for an image; empty if it can make one. */
export function missingForImage(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/sbin', '/sbin');
  const missing = PROGRAMS.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  return process.getuid?.() === 0 ? missing : ['root', ...missing];
}

/** Builds the image of the package in `output` and writes it there as an OCI archive. Returns the name of the archive. */
export function buildImage(source: string, output: string, { epoch, version }: Commit): string {
  const name = `netvakt_${version}_${debianArchitecture()}.oci.tar`;
  const words = ['--packages', output, '--archive', join(output, name), '--epoch', String(epoch)];
  run(join(source, 'deploy/container/build'), words);
  return name;
}
