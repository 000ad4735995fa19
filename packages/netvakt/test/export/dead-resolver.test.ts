/** Stage 1 behind resolvers that fail: it gives up early, reports this, and removes nothing that is in use. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { findSuspects } from '../../src/export/suspects/find.ts';
import { type AskDns, askThrough, type DnsAnswer } from '../../src/export/suspects/resolve.ts';
import { configText } from '../support/stage.ts';

const INTERCEPTION = `interception: { subscribers: [ppp0], reach: suspects, suspects: { allow: [203.0.113.0/24], parallel: 8 } }\n`;
const SILENT: DnsAnswer = { ok: false, silent: true };
const FAILED: DnsAnswer = { ok: false, silent: false };
const FOUND: DnsAnswer = { ok: true, found: [{ address: '203.0.113.7', ttl: 60 }] };
const NOTHING: DnsAnswer = { ok: true, found: [] };

/** One run over `count` names; the rejection's message, or the report. */
async function run(count: number, ask: AskDns): Promise<{ asked: number; result: unknown; state: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-suspects-'));
  const config = checkConfig(configText(9, INTERCEPTION), join(folder, 'netvakt.yaml'));
  const state = join(folder, 'suspects.json');
  await writeFile(
    state,
    JSON.stringify({ version: 1, addresses: { '203.0.113.9': { runs: 2, until: 2_000_000_000 } } }),
  );
  const hosts = Array.from({ length: count }, (_, i) => `canary-${i}.test`);
  let asked = 0;
  const counting: AskDns = (name) => {
    asked += 1;
    return ask(name);
  };
  const names = { domains: [], hosts, partly: [], addresses: [], allowedDomains: [], allowedHosts: [] };
  const world = { now: 1_795_000_000, progress: () => undefined, own: [], ask: counting };
  const result = await findSuspects(config, names, world).then(
    ({ report }) => report,
    (error: unknown) => String(error),
  );
  return { asked, result, state: await readFile(state, 'utf8') };
}

test('a dead resolver: it gives up after one round, and what is in use stays', async () => {
  const { asked, result, state } = await run(100_000, () => Promise.resolve(SILENT));
  expect(asked).toBeLessThan(40);
  expect(result).toMatch(/no resolver answers within 3 s, not even for the root/u);
  expect(result).not.toContain('canary');
  expect(state).toContain('"203.0.113.9":{"runs":2,"until":2000000000}');
});

test('a resolver that dies half-way', async () => {
  let before = 500;
  const { asked, result } = await run(100_000, () => Promise.resolve((before -= 1) > 0 ? FOUND : SILENT));
  expect(asked).toBeLessThan(550);
  expect(result).toMatch(/no resolver answers/u);
});

test('names whose own servers are silent, behind a resolver that is well, are asked for to the end', async () => {
  const silent = new Set(Array.from({ length: 30 }, (_, i) => `canary-${i}.test`));
  const { asked, result } = await run(100, (name) => Promise.resolve(silent.has(name) ? SILENT : FOUND));
  expect(asked).toBeGreaterThan(100);
  expect(result).toMatchObject({ names: 100, addresses: 1, leftOut: { 'no-answer': 30 } });
});

test.each([
  { why: 'that fails for everything', answer: FAILED, expected: /0 of 50 names were answered/u },
  {
    why: 'that knows no name: an empty zone, a captive portal',
    answer: NOTHING,
    expected: /50 names lead to no address/u,
  },
])('a resolver $why applies no empty set', async ({ answer, expected }) => {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-suspects-'));
  const config = checkConfig(configText(9, INTERCEPTION), join(folder, 'netvakt.yaml'));
  const hosts = Array.from({ length: 50 }, (_, i) => `canary-${i}.test`);
  const names = { domains: [], hosts, partly: [], addresses: [], allowedDomains: [], allowedHosts: [] };
  const world = { now: 1_795_000_000, progress: () => undefined, own: [], ask: () => Promise.resolve(answer) };
  await expect(findSuspects(config, names, world)).rejects.toThrow(expected);
});

test('a real resolver that nobody runs, and one that never answers, are silent; one that fails is not', async () => {
  const server = createSocket('udp4').bind(53, '127.0.0.53');
  try {
    await once(server, 'listening');
  } catch {
    return; // port 53 is not ours
  }
  try {
    expect(await askThrough(['127.0.0.53'], 50)('free.test')).toEqual(SILENT);
    server.on('message', (query, { port, address }) => {
      const answer = Buffer.from(query);
      answer.writeUInt16BE(0x8182, 2); // a response: SERVFAIL
      server.send(answer, port, address);
    });
    expect(await askThrough(['127.0.0.53'], 5000)('free.test')).toEqual(FAILED);
    expect(await askThrough(['127.0.0.53'], 5000)('.')).toEqual(FAILED);
  } finally {
    server.close();
  }
  expect(await askThrough(['127.0.0.54'], 50)('.')).toEqual(SILENT);
});
