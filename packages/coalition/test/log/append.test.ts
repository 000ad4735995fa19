import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey, type PrivateKey } from '@netvakt/coalition';
import { appendToLog } from '../../src/log/append.ts';
import { noteKey } from '../../src/log/note.ts';
import { type LogReading, readLog } from '../../src/log/read.ts';
import { entriesOf } from './entries.ts';
import { MemoryFiles } from './memory-files.ts';

const ORIGIN = 'coalition.example/log';
let key: PrivateKey;

beforeAll(async () => {
  key = await generateKey();
});

const read = (files: MemoryFiles): Promise<LogReading> =>
  readLog(files, { log: noteKey(ORIGIN, 'note', key), cosigners: [], now: 2_000_000_000 });

describe('a log that grows', () => {
  test.each([[[0]], [[1]], [[255, 1]], [[256]], [[255, 2, 300]], [[1, 2, 3, 600, 5]], [[65_536]], [[65_535, 2]]])(
    'is read as it was written, in steps of %j',
    async (steps) => {
      const files = new MemoryFiles();
      let size = 0;
      for (const step of steps) {
        await appendToLog(files, { origin: ORIGIN, key }, entriesOf(size, size + step));
        size += step;
      }
      const { faults, entries, checkpoint } = await read(files);
      expect(faults).toEqual([]);
      expect(checkpoint?.size).toBe(size);
      expect(entries).toEqual(entriesOf(0, size));
    },
  );

  test('the same entries in other steps have the same root', async () => {
    const [one, other] = [new MemoryFiles(), new MemoryFiles()];
    const { root } = await appendToLog(one, { origin: ORIGIN, key }, entriesOf(0, 700));
    for (let i = 0; i < 700; i += 100) await appendToLog(other, { origin: ORIGIN, key }, entriesOf(i, i + 100));
    expect((await read(other)).checkpoint?.root).toEqual(root);
  });

  test('killed before the checkpoint is written, the log is as it was, and goes on', async () => {
    const files = new MemoryFiles();
    await appendToLog(files, { origin: ORIGIN, key }, entriesOf(0, 10));
    const write = files.write.bind(files);
    files.write = (path, bytes) => (path === 'checkpoint' ? Promise.reject(new Error('killed')) : write(path, bytes));
    await expect(appendToLog(files, { origin: ORIGIN, key }, entriesOf(500, 900))).rejects.toThrow('killed');
    files.write = write;
    expect((await read(files)).checkpoint?.size).toBe(10);
    await appendToLog(files, { origin: ORIGIN, key }, entriesOf(10, 600));
    expect(await read(files)).toMatchObject({ faults: [], entries: entriesOf(0, 600) });
  });

  test.each([
    ['tile/0/000.p/10', 'lost'],
    ['tile/entries/000.p/10', 'lost'],
    ['tile/0/000.p/10', 'changed'],
    ['tile/entries/000.p/10', 'changed'],
    ['checkpoint', 'changed'],
  ])('signs nothing if %s is %s', async (path, how) => {
    const files = new MemoryFiles();
    await appendToLog(files, { origin: ORIGIN, key }, entriesOf(0, 10));
    if (how === 'lost') files.files.delete(path);
    else files.files.get(path)?.fill(65, 20, 24);
    const before = files.copy().files.get('checkpoint');
    await expect(appendToLog(files, { origin: ORIGIN, key }, entriesOf(10, 11))).rejects.toMatchObject({
      code: 'ERR_LOG',
      remedy: expect.stringContaining('Nothing was signed'),
    });
    expect(files.files.get('checkpoint')).toEqual(before);
  });

  test('another key cannot go on with it', async () => {
    const files = new MemoryFiles();
    await appendToLog(files, { origin: ORIGIN, key }, entriesOf(0, 3));
    const other = await generateKey();
    await expect(appendToLog(files, { origin: ORIGIN, key: other }, entriesOf(3, 4))).rejects.toMatchObject({
      code: 'ERR_LOG',
    });
  });
});
