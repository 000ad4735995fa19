import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

let taken: Server | undefined;

afterEach(() => {
  taken?.close();
});

async function takePort(): Promise<number> {
  const server = createServer();
  taken = server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Starts on a configuration that cannot work; resolves with the exit code and the reason in the log. */
async function fails(
  config: string,
  lists: Readonly<Record<string, string>> = LISTS,
  through: readonly string[] = [],
): Promise<unknown[]> {
  const folder = await folderWith({ 'netvakt.yaml': config, ...lists });
  const netvakt = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')], [], through);
  const code = await netvakt.exited;
  return [code, ...netvakt.log.filter(({ message }) => message === 'cannot start').map(({ reason }) => reason)];
}

test('a proxy port in use is reported with its key and a remedy', async () => {
  const port = await takePort();
  const listen = 'listen: [{ address: 127.0.0.1, port: ';
  expect(await fails(configText(1).replace(`${listen}0`, `${listen}${port}`))).toEqual([
    1,
    `Cannot listen on 127.0.0.1:${port} (proxy.listen): the port is in use. Stop its owner (find it with "ss -ltnp"), or choose another port`,
  ]);
});

test('an administration port in use likewise', async () => {
  const port = await takePort();
  expect(await fails(configText(1).replace('admin: { port: 0 }', `admin: { port: ${port} }`))).toEqual([
    1,
    expect.stringMatching(/^Cannot listen on .* \(admin\.port\): the port is in use\./),
  ]);
});

test('an address that this machine does not have', async () => {
  const config = configText(1).replace('admin: { port: 0 }', 'admin: { port: 0, address: 192.0.2.1 }');
  expect(await fails(config)).toEqual([1, expect.stringMatching(/this machine has no such address/)]);
});

test('a list that cannot be taken: it does not start without it, and says why', async () => {
  expect(await fails(configText(1), { ...LISTS, 'urls.txt': '' })).toEqual([
    1,
    expect.stringMatching(/^List urls: cannot read the list: .* \(ERR_LIST_EMPTY\)$/),
  ]);
});

test('a configuration that cannot be read is told before there is a log', async () => {
  const netvakt = new Netvakt(['run', '--config', '/none/netvakt.yaml']);
  expect(await netvakt.exited).toBe(1);
  expect(netvakt.stderr).toBe(
    '/none/netvakt.yaml: cannot be read (ENOENT)\n    There is no such file: check the path\n',
  );
});

test('a limit of open files that leaves no connection once started a filter that turned everybody away', async () => {
  const [code, reason] = await fails(configText(1), LISTS, ['prlimit', '--nofile=100:100']);
  expect(code).toBe(1);
  expect(reason).toMatch(
    /^Cannot serve any connection: this process may open 100 files, and 2 workers need at least \d+\. Raise it/u,
  );
});
