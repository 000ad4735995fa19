/** A zone as a managed list: its serial, its reset, and what its records are counted as. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Ran, runCommand } from '../support/captured.ts';

let folder: string;
let config: string;
const at = (name: string): string => join(folder, name);
const update = (...words: readonly string[]): Promise<Ran> =>
  runCommand(['list', 'update', ...words, '--config', config]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netvakt-zone-'));
  config = at('netvakt.yaml');
  await writeFile(
    config,
    `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: rpz, file: unused, format: zone, zone: RPZ.Example. }]
intake:
  folder: store
  key: { file: store.secret }
  lists: [{ id: rpz, source: { file: zone }, trust: { kind: unsigned } }]
`,
  );
  await mkdir(at('store'));
  await runCommand(['list', 'keygen', '--store', '--output', at('store.secret')]);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function publish(serial: number, text = ''): Promise<void> {
  const head = `$TTL 1h\n@ SOA ns. admin. ( ${serial} 1 1 1 1 )\n NS ns.\n`;
  await writeFile(
    at('zone'),
    `${head}$ORIGIN evil.test.rpz.example.\nbank.example CNAME .\n*.bad.test.rpz.example. CNAME .\n${text}`,
  );
}

async function ruleOf(url: string): Promise<string> {
  const { stdout } = await runCommand(['check', '--config', config, url]);
  return (JSON.parse(stdout) as { verdict: string }).verdict;
}

test('what a zone names is blocked, and its records are counted by what they do', async () => {
  await publish(
    4_294_967_290,
    'ok.bad.test.rpz.example. CNAME rpz-passthru.\n8.0.0.0.10.rpz-ip.rpz.example. CNAME .\n',
  );
  const { code, stdout } = await update('--json');
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'taken',
    version: '4294967290',
    active: 2,
    policy: { apex: 2, nxdomain: 2, passthru: 1, 'trigger-rpz-ip': 1 },
  });
  expect(code).toBe(0);
  const verdicts = new Map<string, string>();
  for (const host of ['bank.example', 'bank.example.evil.test', 'bad.test', 'x.bad.test', 'ok.bad.test'])
    verdicts.set(host, await ruleOf(`http://${host}/`));
  expect(Object.fromEntries(verdicts)).toEqual({
    'bank.example': 'forward',
    'bank.example.evil.test': 'block',
    'bad.test': 'forward',
    'x.bad.test': 'block',
    'ok.bad.test': 'forward',
  });
});

test('a serial that goes past the end of its circle is newer', async () => {
  await publish(3);
  expect(await update()).toMatchObject({
    code: 0,
    stdout: 'rpz: taken, version 3, 2 rules; zone: 2 records block, 0 pass, 2 do nothing here (apex 2)\n',
  });
});

test('a serial that was set back is refused, until somebody names it; the audit log has it', async () => {
  await publish(2);
  const refused = await update('--json');
  expect(JSON.parse(refused.stdout)).toMatchObject({ outcome: 'refused', reason: 'version-backwards' });
  expect((await update('--accept-version', '1')).code).toBe(1);
  expect(await update('--accept-version', '2')).toMatchObject({ code: 0 });
  const last = (await readFile(at('store/audit.jsonl'), 'utf8')).trim().split('\n').at(-1);
  expect(JSON.parse(last ?? '')).toMatchObject({ details: { outcome: 'taken', version: '2', accepted: '2' } });
  await publish(1);
  expect((await update()).code).toBe(1);
});

test('a zone that includes another file is refused, and nothing changes', async () => {
  await publish(9, '$INCLUDE more.db\n');
  const { code, stdout } = await update('--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', reason: 'zone-includes' });
  expect(await ruleOf('http://x.bad.test/')).toBe('block');
});

test('a zone with exceptions has no list of hashes', async () => {
  await publish(9);
  await runCommand(['list', 'keygen', '--hash', '--output', at('hash.key')]);
  await writeFile(at('named-zone'), (await readFile(at('zone'), 'utf8')).replace('@ SOA', 'rpz.example. SOA'));
  const { code, stderr } = await runCommand(['list', 'hash', at('named-zone'), '--key', at('hash.key')]);
  expect(code).toBe(1);
  expect(stderr).toContain('takes names out of its own rules');
});
