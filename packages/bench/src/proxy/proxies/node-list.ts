import { readFileSync } from 'node:fs';
import type { NodeProxyTask } from './node-proxy.ts';

/** What such a server would do about a list: a `Set` of names, asked for the host and each of its parents. */
export function listFor({ listFile }: NodeProxyTask): (host: string) => boolean {
  if (listFile === null) return () => false;
  const names = new Set(readFileSync(listFile, 'latin1').split('\n'));
  names.delete('');
  return (host) => {
    for (let name = host; ; ) {
      if (names.has(name)) return true;
      const dot = name.indexOf('.');
      if (dot < 0) return false;
      name = name.slice(dot + 1);
    }
  };
}

/** The task of this process: its first argument. */
export function taskOfProcess(): NodeProxyTask {
  const task: unknown = JSON.parse(process.argv[2] ?? '');
  return task as NodeProxyTask;
}
