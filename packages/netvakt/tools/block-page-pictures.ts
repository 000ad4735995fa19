/**
 * Takes the pictures of docs/operating/block-page.md anew, with a real Chromium, from the demonstration's pages:
 *
 *   node --conditions=@netvakt/source packages/netvakt/tools/block-page-pictures.ts
 */

import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser } from '@netvakt/testing';
import { runCommand } from '../test/support/captured.ts';
import { folderWith } from '../test/support/process.ts';
import { takesNoOptions } from './usage.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const PICTURES = [
  { page: 'se-sv', width: 880, height: 1000, scheme: 'light' },
  { page: 'ee-et', width: 880, height: 1000, scheme: 'dark' },
  { page: 'kz-kk', width: 360, height: 1000, scheme: 'light' },
  { page: 'de-de', width: 360, height: 1000, scheme: 'dark' },
] as const;

takesNoOptions('the pictures of docs/operating/block-page.md, from the demonstration’s pages');
const folder = await folderWith({});
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const { code, stderr } = await runCommand(['blockpage', 'preview', '--out', folder]);
if (code !== 0) throw new Error(stderr);
const browser = new Browser();
const tab = await browser.page();
for (const { page, scheme, ...size } of PICTURES) {
  await tab.view({ ...size, scheme });
  await tab.open(`file://${join(folder, `${page}.html`)}`);
  await writeFile(join(IMAGES, `block-page-${page}-${scheme}.png`), await tab.picture());
}
await browser.close();
