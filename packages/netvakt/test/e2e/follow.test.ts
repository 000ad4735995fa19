/** A running filter that follows its lists: a new delivery comes in force by itself, a bad one changes nothing. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  every_minutes: 60
  lists:
    - { id: domains, source: { file: delivered.txt } }
    - { id: urls, source: { file: page.txt } }
`;

const running: Netvakt[] = [];
afterAll(() => Promise.all(running.map((netvakt) => netvakt.kill())));

test('a delivery that waits at the source is fetched, taken and in force without a signal', async () => {
  const folder = await folderWith({
    'netvakt.yaml': configText(9, INTAKE),
    'delivered.txt': 'blocked.test\n',
    'page.txt': 'http://mixed.test/page\n',
  });
  const config = join(folder, 'netvakt.yaml');
  expect(await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')])).toMatchObject({
    code: 0,
  });
  expect(await runCommand(['list', 'update', '--config', config])).toMatchObject({ code: 0 });
  await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nlate.test\n');
  await writeFile(join(folder, 'page.txt'), '<html>captive portal</html>');

  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);
  const { proxy, admin } = await netvakt.logged('listening');
  await netvakt.logged('reloaded');
  const [address] = proxy as readonly string[];
  const client = await Client.connect(Number(address?.slice(address.lastIndexOf(':') + 1)));
  const { status } = await client.get('http://late.test/');
  client.end();
  expect(status).toBe(451);
  const metrics = await (await fetch(`http://${String((admin as readonly string[])[0])}/metrics`)).text();
  expect(metrics).toMatch(/reason="captive-portal"\} 1$|reason="html-page"\} 1$/mu);
});
