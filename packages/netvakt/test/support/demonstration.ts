import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEMO_CONFIG } from '../../src/config/default-config.ts';
import { freePorts } from './ports.ts';
import { folderWith } from './process.ts';

/** The demonstration's configuration, with its store in a folder of its own, and on free ports: its own may be taken here. */
export async function demonstration(): Promise<{
  readonly file: string;
  readonly proxy: number;
  readonly admin: number;
}> {
  const [proxy = 0, admin = 0, http = 0, https = 0] = await freePorts(4);
  const ports = new Map([
    ['3128', proxy],
    ['9464', admin],
    ['8480', http],
    ['8443', https],
  ]);
  // In one pass: a free port may have the digits of one that is still to be replaced, such as 39464.
  const text = readFileSync(DEMO_CONFIG, 'utf8')
    .replaceAll(/3128|9464|8480|8443/gu, (port) => String(ports.get(port)))
    .replaceAll('../lists', resolve(dirname(DEMO_CONFIG), '../lists'))
    .replace('page: block-page', `page: ${join(dirname(DEMO_CONFIG), 'block-page')}`)
    .replace('site: site', `site: ${join(dirname(DEMO_CONFIG), 'site')}`);
  return { file: join(await folderWith({ 'demo.yaml': text }), 'demo.yaml'), proxy, admin };
}
