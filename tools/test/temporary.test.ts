/** Folders of the programs that are run by hand: none is left, however the program ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root } from '../check/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netvakt-temporary-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TOOL = { module: 'tools/temporary.ts', make: 'one.temporaryFolder("a"); one.temporaryFolder("b")' };
// Laboratories hear signals in their own main files, for their servers.
const LABORATORY = {
  module: 'packages/lab/src/lenience/origins/certificates.ts',
  make: 'process.once("SIGTERM", () => process.exit(130)); one.Certificates.make()',
};
/** What the code of a program is that ends. */
const CODES = { exit: 3, error: 1 } as const;

test.each<{ module: string; make: string; end: 'exit' | 'error' | NodeJS.Signals; code: number }>([
  { ...TOOL, end: 'exit', code: CODES.exit },
  { ...TOOL, end: 'error', code: CODES.error },
  { ...TOOL, end: 'SIGINT', code: 130 },
  { ...TOOL, end: 'SIGTERM', code: 143 },
  { ...TOOL, end: 'SIGHUP', code: 129 },
  { ...LABORATORY, end: 'error', code: CODES.error },
  { ...LABORATORY, end: 'SIGTERM', code: 130 },
])('$module: ended by $end, nothing is left', async ({ module, make, end, code }) => {
  const words = { exit: 'process.exit(3)', error: 'throw new Error("end")' };
  const last = end === 'exit' || end === 'error' ? words[end] : 'setInterval(() => undefined, 1000)';
  const child = started(`const one = await import(${JSON.stringify(join(root, module))}); ${make};
    console.log("made"); process.stdin.once("data", () => { ${last} });`);
  try {
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(readdirSync(folder)).not.toEqual([]);
    if (end === 'exit' || end === 'error') child.stdin?.end('go');
    else child.kill(end);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
  }
});

function started(script: string): ChildProcess {
  const words = ['--conditions=@netvakt/source', '--input-type=module', '--eval', script];
  return spawn(process.execPath, words, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: '' },
  });
}
