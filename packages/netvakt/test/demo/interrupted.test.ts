/** What a demonstration leaves in the folder of temporary files if it is ended before its end. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { Netvakt } from '../support/process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-interrupted-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const started = (...words: readonly string[]): Netvakt => new Netvakt(['demo', ...words], [], [], { TMPDIR: folder });

test.each<{ words: readonly string[]; signal: NodeJS.Signals }>([
  { words: ['day'], signal: 'SIGINT' },
  { words: ['day'], signal: 'SIGTERM' },
  { words: ['coalition'], signal: 'SIGINT' },
  { words: ['coalition'], signal: 'SIGHUP' },
])('$words, $signal in the middle: it ends by the signal, and nothing is left', async ({ words, signal }) => {
  const demo = started(...words);
  try {
    await until('files in the folder', async () => (await filesIn()).length > 1);
    demo.signal(signal);
    expect(await demo.exited).toBeNull();
    expect(await filesIn()).toEqual([]);
  } finally {
    await demo.kill();
  }
});

test('a day that is kept open ends with its own exit code, and nothing is left', async () => {
  const demo = started('day', '--scale', '0.01', '--keep-open');
  try {
    await demo.printed('equal');
    demo.signal('SIGINT');
    expect(await demo.exited).toBe(0);
    expect(await filesIn()).toEqual([]);
  } finally {
    await demo.kill();
  }
});

test('a day whose filter cannot start leaves nothing', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const port = (taken.address() as { readonly port: number }).port;
  const demo = started('day', '--admin-port', `${port}`);
  try {
    expect(await demo.exited).toBe(1);
    expect(demo.stderr).toContain('the port is in use');
    expect(await filesIn()).toEqual([]);
  } finally {
    await demo.kill();
    taken.close();
  }
});

async function filesIn(): Promise<readonly string[]> {
  return await readdir(folder, { recursive: true });
}
