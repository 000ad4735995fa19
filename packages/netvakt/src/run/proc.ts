import { readFileSync } from 'node:fs';

/** What the kernel reports in a file of /proc; `undefined` if there is none, or this process may not read it. */
export function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
