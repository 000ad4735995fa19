/**
 * Takes the two pictures of README.md anew, with a real Chromium, from running filters: the block page from `netvakt run --demo`, the
 * operator's page from `netvakt demo day`.
 *
 *   pnpm run docs:pictures
 */

import { rmSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser } from '@netvakt/testing';
import { demonstration } from '../test/support/demonstration.ts';
import { freePort } from '../test/support/ports.ts';
import { Netvakt } from '../test/support/process.ts';
import { takesNoOptions } from './usage.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
/** In bytes: what a page that is read over a telephone may add for one picture. */
const MOST_BYTES = 150_000;

/** Opens `url` in a browser of its own and writes what is seen into docs/images. */
async function take(
  name: string,
  url: string,
  size: { width: number; height: number },
  proxyPort?: number,
): Promise<void> {
  const browser = new Browser();
  try {
    const tab = await browser.page(proxyPort === undefined ? {} : { proxyPort });
    await tab.view({ ...size, scheme: 'light' });
    await tab.open(url);
    const path = join(IMAGES, `${name}.webp`);
    await writeFile(path, await tab.picture(false, 'webp'));
    const { size: bytes } = await stat(path);
    if (bytes > MOST_BYTES) throw new Error(`${name}.webp has ${bytes} bytes; at most ${MOST_BYTES}`);
    process.stdout.write(`${path}: ${bytes} bytes\n`);
  } finally {
    await browser.close();
  }
}

takesNoOptions('the two pictures of README.md, from running filters');
const { file, proxy } = await demonstration();
process.once('exit', () => rmSync(dirname(file), { recursive: true, force: true }));
const demo = new Netvakt(['run', '--demo', '--config', file]);
try {
  await demo.logged('listening');
  await take('readme-block-page', 'http://blocked.test/', { width: 960, height: 720 }, proxy);
} finally {
  await demo.kill();
}

const port = await freePort();
const day = new Netvakt(['demo', 'day', '--keep-open', '--admin-port', String(port)]);
try {
  await day.printed('equal');
  await take('readme-operator-page', `http://127.0.0.1:${port}/`, { width: 1240, height: 900 });
} finally {
  await day.kill();
}
