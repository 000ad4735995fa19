/**
 * Takes the pictures of the operator's page in docs/operating/monitoring.md anew, with a real Chromium, from made-up figures:
 *
 *   node --conditions=@netvakt/source packages/netvakt/tools/overview-pictures.ts
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser } from '@netvakt/testing';
import { OVERVIEW, serveOverview } from '../test/support/overview.ts';
import { takesNoOptions } from './usage.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const PICTURES = [
  { name: 'overview-light', width: 1240, height: 900, scheme: 'light' },
  { name: 'overview-dark', width: 1240, height: 900, scheme: 'dark' },
  { name: 'overview-phone', width: 360, height: 780, scheme: 'dark' },
] as const;

takesNoOptions('the pictures of the operator’s page in docs/operating/monitoring.md, from made-up figures');
const server = await serveOverview(OVERVIEW);
const browser = new Browser();
const tab = await browser.page();
for (const { name, scheme, width, height } of PICTURES) {
  await tab.view({ width, height, scheme });
  await tab.open(`http://127.0.0.1:${server.address.port}/-/overview`);
  // The phone's picture is of its first screens: the whole page would be a ribbon.
  const whole = width > 400;
  if (!whole) await tab.view({ width, height: height * 2, scheme });
  await writeFile(join(IMAGES, `${name}.png`), await tab.picture(whole));
}
await browser.close();
await server.close();
