/** `netvakt announce` and commands that fail: the speaker is brought into the state that is meant, sooner or later. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { folderWith, Netvakt } from '../support/process.ts';
import { Stage } from '../support/stage.ts';

const stage = new Stage();
let announcer: Netvakt | undefined;
afterEach(async () => {
  await announcer?.kill();
  await stage.close();
});

test('a command that fails is tried again at each look, until it does what is meant', async () => {
  const folder = await folderWith({});
  let route = true;
  const port = await stage.web((_request, response) =>
    response.end(JSON.stringify({ route, reasons: route ? [] : ['draining'] })),
  );
  /** Works as long as the file `on` is there. */
  const does = (what: string): string => `test -e ${folder}/on && echo ${what} >> ${folder}/did`;
  const did = async (): Promise<string> => (await readFile(join(folder, 'did'), 'utf8')).trim().split('\n').join(' ');
  await writeFile(join(folder, 'on'), '');
  const words = ['--up', does('up'), '--down', does('down'), '--interval', '20'];
  announcer = new Netvakt(['announce', ...words, '--node', `http://127.0.0.1:${port}`]);
  await until('it announces', async () => (await did().catch(() => '')) === 'down up');
  await rm(join(folder, 'on'));
  route = false;
  await until('it has failed twice', () => (announcer?.stderr.split('"failed":1').length ?? 0) > 2);
  await writeFile(join(folder, 'on'), '');
  await until('it withdraws', async () => (await did()) === 'down up down');
  expect(announcer.stderr).toContain('"step":"withdraw","reasons":["draining"]');
});
