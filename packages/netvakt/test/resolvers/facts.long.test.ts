/** The documentation of each resolver in addition to its table: settings without which the DNS stage has a hole. */

import { spawnSync } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { until } from '@netvakt/testing';
import type { BlockedName } from '../../src/export/dns/blocked-names.ts';
import { knotText } from '../../src/export/format/knot.ts';
import { rpzText } from '../../src/export/format/rpz.ts';
import { freePort } from '../support/ports.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { ask, dig } from './support/ask.ts';
import { startOrigin } from './support/origin.ts';
import {
  BIND_POLICY,
  RESOLVERS,
  type RunningResolver,
  startBind,
  startDnsmasq,
  startKnot,
  startPdns,
} from './support/resolvers.ts';

const programs = new Programs();
afterAll(() => programs.close());

/** A zone that blocks domains. */
function zoneOf(serial: number, ...domains: readonly string[]): string {
  return rpzText({ names: domains.map(blockedWhole), between: [], covered: 0 }, serial);
}

/** Lua that blocks domains. */
function luaOf(...domains: readonly string[]): string {
  return knotText({ names: domains.map(blockedWhole), between: [], covered: 0 });
}

function blockedWhole(name: string): BlockedName {
  return { name, self: true, below: true, inside: false };
}

async function zoneFile(...domains: readonly string[]): Promise<string> {
  return join(await folderWith({ zone: zoneOf(1, ...domains) }), 'zone');
}

async function answering(resolver: RunningResolver): Promise<RunningResolver> {
  const { port, output } = resolver;
  await until('it answers', async () => (await ask(port, 'beside.test', 'A')) === 'free', output);
  return resolver;
}

function shell(command: string): number | null {
  return spawnSync('sh', ['-c', command], { stdio: 'ignore' }).status;
}

testWith(
  ['named', 'dnssec-signzone', 'dig'],
  'BIND lets signed names through to who asks for signatures, but for break-dnssec',
  async () => {
    const upstream = { programs, origin: await startOrigin(programs), file: await zoneFile('listed.test') };
    for (const { policy, outcome } of [
      { policy: '', outcome: 'free' },
      { policy: BIND_POLICY, outcome: 'blocked' },
    ] as const) {
      const { port } = await answering(await startBind(upstream, policy));
      expect(await ask(port, 'listed.test', 'A', '+dnssec')).toBe(outcome);
      expect(await ask(port, 'listed.test', 'A')).toBe('blocked');
    }
  },
);

testWith(
  ['named', 'dig'],
  'BIND asks the name servers of a listed name first, but for qname-wait-recurse no',
  async () => {
    // Nobody is there: a name whose servers do not answer is no name that is blocked.
    const upstream = { programs, origin: await freePort(), file: await zoneFile('listed.test') };
    const answers = async (policy: string): Promise<string> => {
      const { port, output } = await startBind(upstream, policy);
      await until('BIND has read the zone', () => /rpz: .*reload done/u.test(output()), output);
      return ask(port, 'listed.test', 'A');
    };
    expect(await answers('')).toBe('failed: SERVFAIL');
    expect(await answers(BIND_POLICY)).toBe('blocked');
  },
);

testWith(
  ['named', 'rndc', 'dig', 'dnssec-signzone'],
  'BIND defers a second version of a zone for a minute, and reports success',
  async () => {
    const file = await zoneFile('listed.test');
    const resolver = await startBind({ programs, origin: await startOrigin(programs), file }, 'qname-wait-recurse no');
    const { port, reload, output } = await answering(resolver);
    let serial = 1;
    // The minute of the first version may be over before the second comes. Then it is the third that is deferred.
    const isDeferred = async (): Promise<boolean> => {
      serial += 1;
      await writeFile(file, zoneOf(serial, 'listed.test', `added-${serial}.test`));
      expect(shell(reload)).toBe(0);
      return /new zone version came too soon, deferring update for [1-6]?\d seconds/u.test(output());
    };
    await until('BIND says so', isDeferred, output);
    expect(await ask(port, `added-${serial}.test`, 'A')).toBe('free');
  },
);

testWith(
  ['named', 'named-checkzone', 'rndc', 'dig', 'dnssec-signzone'],
  'an empty zone is a good zone to BIND and its checker: it blocks nothing',
  async () => {
    const file = await zoneFile('listed.test');
    const { port, reload, output } = await answering(
      await startBind({ programs, origin: await startOrigin(programs), file }),
    );
    await writeFile(file, zoneOf(2));
    expect(shell(`named-checkzone rpz.invalid ${file} && ${reload}`)).toBe(0);
    await until('nothing is blocked', async () => (await ask(port, 'listed.test', 'A')) === 'free', output);
  },
);

testWith(
  ['pdns_recursor', 'rec_control', 'named', 'dig', 'dnssec-signzone'],
  'PowerDNS goes on answering from its packet cache, and defpol overrules what is let through',
  async () => {
    const origin = await startOrigin(programs);
    const file = await zoneFile('listed.test');
    const { port, reload, output } = await answering(await RESOLVERS.pdns.start({ programs, origin, file }));
    expect(await ask(port, 'added.test', 'A')).toBe('free');
    await writeFile(file, zoneOf(2, 'listed.test', 'added.test'));
    const [reloadOnly = ''] = reload.split(' && ');
    expect(shell(reloadOnly)).toBe(0);
    await until(
      'a name that nobody asked for is blocked',
      async () => (await ask(port, 'new.added.test', 'A')) === 'blocked',
      output,
    );
    expect(await ask(port, 'added.test', 'A')).toBe('free');
    expect(shell(reload)).toBe(0);
    await until('the cache is empty', async () => (await ask(port, 'added.test', 'A')) === 'blocked', output);

    const passing = join(
      await folderWith({ zone: `${zoneOf(1, 'listed.test')}ok.listed.test CNAME rpz-passthru.\n` }),
      'zone',
    );
    for (const { more, outcome } of [
      { more: '', outcome: 'free' },
      { more: ', defpol = Policy.NXDOMAIN', outcome: 'blocked' },
    ] as const) {
      const other = await answering(await startPdns({ programs, origin, file: passing }, more));
      expect(await ask(other.port, 'ok.listed.test', 'A')).toBe(outcome);
    }
  },
);

testWith(
  ['kresd', 'named', 'dig', 'dnssec-signzone'],
  'policy.rpz of Knot takes half a file for a whole one, and its answers are kept for three hours',
  async () => {
    const file = await zoneFile('listed.test');
    const policy = `policy.add(policy.rpz(policy.DENY, '${file}', true))`;
    const resolver = await startKnot({ programs, origin: await startOrigin(programs), file }, policy);
    const { port, output } = await answering(resolver);
    expect(await dig(port, 'listed.test', 'A')).toMatch(/^listed\.test\.\s+10800\s+IN\s+SOA/mu);
    await writeFile(`${file}.new`, zoneOf(2, 'listed.test', 'added.test'));
    await rename(`${file}.new`, file);
    await until(
      'a file that was renamed is read',
      async () => (await ask(port, 'added.test', 'A')) === 'blocked',
      output,
    );
    await writeFile(file, zoneOf(3));
    await until('half a file is read', async () => (await ask(port, 'listed.test', 'A')) === 'free', output);
  },
);

testWith(
  ['kresd', 'named', 'dig', 'dnssec-signzone', 'python3'],
  'a cut Lua file changes nothing in Knot; a whole one replaces the names',
  async () => {
    const file = join(await folderWith({ 'names.lua': luaOf('listed.test', 'withdrawn.test') }), 'names.lua');
    const { port, reload, output } = await answering(
      await RESOLVERS.knot.start({ programs, origin: await startOrigin(programs), file }),
    );
    expect(await dig(port, 'listed.test', 'A')).toMatch(/\s300\s+IN\s+SOA/mu);
    const next = luaOf('listed.test', 'added.test');
    for (const cut of [next.slice(0, 120), next.replace('3added.test\n', '')]) {
      await writeFile(file, cut);
      shell(reload);
      expect(await ask(port, 'withdrawn.test', 'A')).toBe('blocked');
    }
    await writeFile(file, next);
    expect(shell(reload)).toBe(0);
    await until('the new names', async () => (await ask(port, 'added.test', 'A')) === 'blocked', output);
    expect([await ask(port, 'withdrawn.test', 'A'), await ask(port, 'listed.test', 'A')]).toEqual(['free', 'blocked']);
  },
);

testWith(
  ['dnsmasq', 'named', 'dig', 'dnssec-signzone'],
  'an alias brings the address of a listed name into the cache of dnsmasq, which answers with it',
  async () => {
    const origin = await startOrigin(programs);
    const file = join(await folderWith({ servers: 'server=/listed.test/\n' }), 'servers');
    for (const { cacheSize, after } of [
      { cacheSize: 150, after: 'free' },
      { cacheSize: 0, after: 'blocked' },
    ] as const) {
      const { port } = await answering(await startDnsmasq({ programs, origin }, [`--servers-file=${file}`], cacheSize));
      expect(await ask(port, 'listed.test', 'A')).toBe('blocked');
      expect(await ask(port, 'cached.free.test', 'A')).toBe('free');
      expect(await ask(port, 'listed.test', 'A')).toBe(after);
    }
    expect(await readFile(file, 'utf8')).toContain('listed');
  },
);

testWith(
  ['unbound', 'named', 'dig', 'dnssec-signzone'],
  'Unbound blocks an alias of a listed name once, and from then on answers from its cache',
  async () => {
    const upstream = { programs, origin: await startOrigin(programs), file: await zoneFile('listed.test') };
    const { port } = await answering(await RESOLVERS.unbound.start(upstream));
    expect(await ask(port, 'cached.free.test', 'A')).toBe('blocked');
    expect(await ask(port, 'cached.free.test', 'A')).toBe('free');
    expect(await ask(port, 'listed.test', 'A')).toBe('blocked');
  },
);
