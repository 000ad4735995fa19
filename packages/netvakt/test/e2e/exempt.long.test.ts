/** Exemptions by source in a running filter: by command, by file, to their end, and when the register is damaged. */
import { appendFile, copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type Ran, runCommand } from '../support/captured.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

/** Also what is looked for in all output of the filter. */
const CUSTOMER = '127.0.77.133';
const PREFIX = '127.0.77.132/30';

let stage: Stage;
let folder: string;
let filter: Running;

beforeEach(async () => {
  stage = new Stage();
  const port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
  const config = configText(port, 'exemptions: { folder: exempt }\n').replace(
    '  hosts:\n',
    `  hosts:\n    - { name: blocked.test, to: "127.0.0.1:${port}" }\n`,
  );
  folder = await folderWith({ 'netvakt.yaml': config, ...LISTS });
  filter = await stage.filterIn(folder);
});
afterEach(() => stage.close());

const register = (): string => join(folder, 'exempt', 'exemptions.jsonl');

function exempt(words: readonly string[], input = ''): Promise<Ran> {
  return runCommand(['exempt', ...words, '--config', join(folder, 'netvakt.yaml')], { input });
}

const add = (prefix: string, ...more: readonly string[]): Promise<Ran> =>
  exempt(['add', prefix, '--owner', 'noc', '--reason', 'business', ...more]);

/** The status of a page that is blocked, for a new connection of this client. */
async function statusFor(client: string, page = 'http://blocked.test/'): Promise<number> {
  const connection = await stage.client(filter, client);
  const { status } = await connection.get(page);
  connection.end();
  return status;
}

async function metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  return seriesOf(await filter.admin('/metrics'), name, labels);
}

test('a customer is exempt from the command on, and no longer after it; nothing says who', async () => {
  expect(await statusFor(CUSTOMER)).toBe(451);
  expect(await add(PREFIX, '--json')).toMatchObject({ code: 0, stderr: '' });
  await until('it is in force', async () => (await metric('netvakt_exemptions', { reason: 'business' })) === 1);
  expect(await statusFor(CUSTOMER)).toBe(200);
  expect(await statusFor('127.0.77.136')).toBe(451);
  expect(await metric('netvakt_exempt_connections_total', { mode: 'explicit' })).toBe(1);
  expect(await metric('netvakt_requests_inspected_total', { market: 'se', protocol: 'http' })).toBe(2);
  const ended = await exempt(['remove', PREFIX]);
  expect(ended).toMatchObject({ code: 0 });
  await until('it has ended', async () => (await metric('netvakt_exemptions', { reason: 'business' })) === 0);
  expect(await statusFor(CUSTOMER)).toBe(451);
  for (const text of [filter.netvakt.stderr, await filter.admin('/metrics'), await filter.admin('/-/overview')])
    expect(text).not.toMatch(/127\.0\.77\./);
});

test('a market in place of the own one: its lists apply, others do not', async () => {
  expect(await statusFor(CUSTOMER, 'http://mixed.test/page')).toBe(451);
  await add(PREFIX, '--market', 'lt');
  await until('it is in force', async () => (await metric('netvakt_exemptions', { reason: 'business' })) === 1);
  expect(await statusFor(CUSTOMER, 'http://mixed.test/page')).toBe(200);
  expect(await statusFor(CUSTOMER)).toBe(451);
});

test('an end that comes by itself, in the filter and in the register', async () => {
  await add(PREFIX, '--ttl', '20'); // the filter must have seen it before it ends
  await filter.netvakt.logged('exemptions have ended');
  expect(await statusFor(CUSTOMER)).toBe(451);
  expect(await metric('netvakt_exemptions_expired_total', { reason: 'business' })).toBe(1);
  await until('the register has forgotten it', async () => (await readFile(register(), 'utf8')) === '');
  const { code, stdout } = await exempt(['history']);
  const actions = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string; by: string });
  expect([code, actions.map(({ action }) => action)]).toEqual([0, ['exempt-add', 'exempt-expire']]);
  expect(actions[1]?.by).toBe('filter');
});

test('many at once, some of them refused: the others hold', async () => {
  const input = `# no prefix\n${PREFIX}\n{"prefix":"2001:db8:0:100::/56","ttl":"1h"}\n{"action":"remove","prefix":"192.0.2.1"}\n`;
  const { code, stdout, stderr } = await exempt(
    ['add', '--stdin', '--owner', 'radius', '--reason', 'business', '--json'],
    input,
  );
  expect(code).toBe(2);
  expect(stderr).toBe(
    'Line 1 is refused (prefix-malformed). Write an address and a length, such as 198.51.100.0/24 or 2001:db8:0:100::/56, or one address\n',
  );
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([
    { line: 1, outcome: 'refused', reason: 'prefix-malformed' },
    { line: 2, outcome: 'added' },
    { line: 3, outcome: 'added' },
    { line: 4, outcome: 'absent' },
    { requests: 4, outcomes: { 'prefix-malformed': 1, added: 2, absent: 1 }, rules: 'not-asked' },
  ]);
  await until('they are in force', async () => (await metric('netvakt_exemptions', { reason: 'business' })) === 2);
  expect((await exempt(['list'])).stdout).toContain(`${PREFIX}  never filtered  until removed  business  radius\n`);
  expect((await exempt(['check'], `${CUSTOMER}\n192.0.2.1\n`)).stdout).toBe('never filtered\nfiltered as configured\n');
});

test('a damaged register: loud, and the last good one stays, also over a restart, until it is mended', async () => {
  await add(PREFIX);
  await until('it is in force', async () => (await metric('netvakt_exemptions', { reason: 'business' })) === 1);
  await appendFile(register(), '{"prefix":"198.51.100.0/24"');
  const { reason } = await filter.netvakt.logged('exemptions cannot be read, the last good ones stay');
  expect(reason).toMatch(/exemptions\.jsonl line 2 is no exemption\. Mend it, or restore its last good copy: cp -p /);
  expect(await metric('netvakt_exemptions_unreadable')).toBe(1);
  expect(await statusFor(CUSTOMER)).toBe(200);
  // A change would write over what somebody can still mend.
  expect(await add('192.0.2.1')).toMatchObject({ code: 1, stderr: expect.stringContaining('line 2 is no exemption') });

  await filter.netvakt.kill();
  filter = await stage.filterIn(folder);
  await filter.netvakt.logged('exemptions cannot be read, the last good ones stay');
  expect(await statusFor(CUSTOMER)).toBe(200);

  // By renaming: a register that is read between its truncation and its writing is an empty one.
  await copyFile(join(folder, 'exempt', 'exemptions.good.jsonl'), `${register()}.mended`);
  await rename(`${register()}.mended`, register());
  await until('it is read again', async () => (await metric('netvakt_exemptions_unreadable')) === 0);
  await rm(register());
  await until('one that is gone is noticed', async () => (await metric('netvakt_exemptions_unreadable')) === 1);
  expect(await statusFor(CUSTOMER)).toBe(200);
});

test('a register that was written by hand', async () => {
  await add('192.0.2.1');
  const line = { prefix: PREFIX, reason: 'legal', owner: 'counsel', added: '2026-11-28T00:00:00Z' };
  await writeFile(register(), `# by configuration management\n\n${JSON.stringify(line)}\n`);
  await until('it is in force', async () => (await metric('netvakt_exemptions', { reason: 'legal' })) === 1);
  expect(await statusFor(CUSTOMER)).toBe(200);
  expect(await metric('netvakt_exemptions', { reason: 'business' })).toBe(0);
});

test('what it costs to ask for nothing useful', async () => {
  expect(await exempt(['add'])).toMatchObject({ code: 2, stderr: 'Name one prefix, or give many with --stdin\n' });
  expect(await exempt(['add', PREFIX])).toMatchObject({ code: 2 });
  const other = await folderWith({ 'netvakt.yaml': configText(9), ...LISTS });
  const ran = await runCommand(['exempt', 'list', '--config', join(other, 'netvakt.yaml')]);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('Add one: exemptions: { folder: ') });
});
