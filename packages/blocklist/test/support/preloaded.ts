/** What a process that the code under test starts does before, during or after its work; passed on through `process.execArgv`. */

/** Runs `work`, while the processes that it starts get more arguments for Node: flags, or modules of {@link importing}. */
export async function withNodeArguments<T>(words: readonly string[], work: () => Promise<T>): Promise<T> {
  const before = process.execArgv.length;
  process.execArgv.push(...words);
  try {
    return await work();
  } finally {
    process.execArgv.splice(before, words.length);
  }
}

const importing = (code: string): string => `--import=data:text/javascript,${encodeURIComponent(code)}`;

/** It begins only when there is a file at `path`. */
export function heldUntil(path: string): string {
  return importing(`import { existsSync } from 'node:fs';
    while (!existsSync(${JSON.stringify(path)})) await new Promise((resolve) => setTimeout(resolve, 5));`);
}

/** It writes its number to `path` when it begins. */
export function writingNumber(path: string): string {
  return importing(`import { writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(path)}, String(process.pid));`);
}

/** At its end it writes to `path` what Linux reports of it (proc(5), status): the most memory that it ever had is in it, and exact. */
export function writingStatus(path: string): string {
  return importing(`import { readFileSync, writeFileSync } from 'node:fs';
    process.once('exit', () => writeFileSync(${JSON.stringify(path)}, readFileSync('/proc/self/status')));`);
}
