/**
 * What a canary leaves if the network namespace of its filter is deleted: names in `/run/netns` of namespaces that nobody enters again.
 * Their cables went with the filter's namespace.
 */
import { readdirSync, statSync } from 'node:fs';
import { netInode } from '../net-inode.ts';
import type { Run } from '../tools.ts';
import { FAR_LINK } from './addresses.ts';

const NAMES = '/run/netns';
/** See `namespaceOf`: the number is the inode of the filter's namespace. */
const OURS = /^netvakt-(?:subscriber|origin)-(\d+)$/u;

/**
 * The names in `/run/netns` that canaries made whose filter's namespace is gone: no cable leads there, no process is in it, and it
 * has no name. Cost: a listing of a folder; an `ip` command for each other filter of this machine; one look at all processes if a
 * cable is missing.
 */
export function deadNamespaces(run: Run): readonly string[] {
  const lonely = listed(NAMES).filter(
    (name) => OURS.test(name) && !run(['ip', '-n', name, 'link', 'show', FAR_LINK]).ok,
  );
  if (lonely.length === 0) return [];
  const alive = inodesInUse();
  return lonely.filter((name) => !alive.has(OURS.exec(name)?.[1] ?? ''));
}

function inodesInUse(): ReadonlySet<string> {
  const named = listed(NAMES).map((name) => orNothing(() => String(statSync(`${NAMES}/${name}`).ino)));
  const inhabited = listed('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((pid) => orNothing(() => netInode(pid) ?? ''));
  return new Set([...named, ...inhabited]);
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Processes and names go while one looks. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
