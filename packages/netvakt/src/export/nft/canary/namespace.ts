/** The canary's network namespaces, and how this process gets into them. */
import { closeSync, openSync } from 'node:fs';
import { enterNetworkNamespace } from '@netvakt/proxy';
import { netInode } from '../net-inode.ts';

/** Names of namespaces are of the whole machine, so ours have our own in them: `netvakt-origin-4026531840`. */
export function namespaceOf(role: 'subscriber' | 'origin'): string {
  return `netvakt-${role}-${netInode() ?? ''}`;
}

/**
 * Runs `act` with this thread in the namespace `name`, and comes back. Sockets stay where they were made: a server that `act` starts
 * goes on there. Nothing else of this process may open a socket meanwhile. Rejects with the system's error if there is no such
 * namespace, or it may not be entered (CAP_SYS_ADMIN).
 */
export async function inNetworkNamespace<T>(name: string, act: () => Promise<T>): Promise<T> {
  const home = openSync('/proc/thread-self/ns/net', 'r');
  try {
    const away = openSync(`/run/netns/${name}`, 'r');
    try {
      enterNetworkNamespace(away);
      return await act();
    } finally {
      enterNetworkNamespace(home);
      closeSync(away);
    }
  } finally {
    closeSync(home);
  }
}
