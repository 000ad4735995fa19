import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withTemporaryFolder } from './temporary.ts';
import { UsageError } from './usage.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** Another commit, checked out next to this tree. */
export interface OtherTree {
  /** Abbreviated hash. */
  readonly revision: string;
  /** The URL of a file in it. */
  url(path: string): string;
}

/**
 * Checks the commit that `--compare` names out into a temporary worktree, and removes the worktree afterwards, also if `use` throws or the
 * process is interrupted. Nothing is installed in it: it serves for sources without dependencies.
 *
 * @throws UsageError if git knows no such commit here.
 */
export async function withWorktree<Value>(commit: string, use: (tree: OtherTree) => Promise<Value>): Promise<Value> {
  const revision = revisionNamed(commit);
  return await withTemporaryFolder('compare', async (folder) => {
    const path = join(folder, 'tree');
    const remove = (): void => void spawnSync('git', ['worktree', 'remove', '--force', path], { cwd: ROOT });
    process.prependOnceListener('exit', remove);
    try {
      git('worktree', 'add', '--detach', '--quiet', path, revision);
      return await use({ revision, url: (file) => pathToFileURL(join(path, file)).href });
    } finally {
      process.off('exit', remove);
      remove();
    }
  });
}

function revisionNamed(commit: string): string {
  try {
    return git('rev-parse', '--short=12', '--verify', '--end-of-options', `${commit}^{commit}`);
  } catch {
    throw new UsageError(`--compare (${commit}) must name a revision that git knows here, such as HEAD~1`);
  }
}

function git(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new UsageError(`git ${args.join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
}
