import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** What a release is made of: one commit, nothing else of the checkout. */
export interface Commit {
  readonly hash: string;
  /** Unix seconds: the time of everything that is built from it. */
  readonly epoch: number;
  /** `0.1.0` at the tag `v0.1.0`, else `0.1.0+git20261123.0123456`. */
  readonly version: string;
}

/** Reads HEAD of the checkout at `root`; `stated` is the version of its package.json. */
export function commitOf(root: string, stated: string): Commit {
  const [hash = '', epoch = ''] = run('git', ['log', '-1', '--format=%H %ct'], { cwd: root }).trim().split(' ');
  const tags = run('git', ['tag', '--points-at', hash], { cwd: root }).split('\n');
  const day = dayOf(Number(epoch)).replaceAll('-', '');
  const version = tags.includes(`v${stated}`) ? stated : `${stated}+git${day}.${hash.slice(0, 7)}`;
  return { hash, epoch: Number(epoch), version };
}

/** The day of Unix seconds, UTC. */
export function dayOf(epoch: number): string {
  return new Date(epoch * 1000).toISOString().slice(0, 10);
}

/** Writes the files of `commit` into the new folder `to`. */
export function exportCommit(root: string, { hash }: Commit, to: string): void {
  mkdirSync(to, { recursive: true });
  const archive = join(to, '.commit.tar');
  run('git', ['archive', '--format=tar', '--output', archive, hash], { cwd: root });
  run('tar', ['-xf', archive, '-C', to]);
  run('rm', [archive]);
}

/** Writes the version of `commit` into the package.json of `folder`, so that program and package state the same. */
export function stateVersion(folder: string, { version }: Commit): void {
  const path = join(folder, 'package.json');
  const stated = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, `${JSON.stringify({ ...stated, version }, null, 2)}\n`);
}
