/**
 * BIND enforces a zone, and the product a transfer of it. Both are asked for the same names; they differ only as documented in
 * docs/operating/lists.md. `dig` and `kdig` are the two programs that operators transfer zones with.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { freePort } from '@netvakt/fixtures/daemons';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { compileLists } from '../../../src/compile/compile.ts';
import { parse, taken } from '../../support/parse.ts';
import { testWith } from '../../support/programs.ts';

const RPZ = `$TTL 300
@ SOA ns. admin. ( 4294967295 1 1 1 1 )
 NS ns.
bad.test CNAME .
*.bad.test 1h CNAME .
ok.bad.test CNAME rpz-passthru.
half.bad.test CNAME rpz-passthru.
*.half.bad.test A 192.0.2.1
*.deep.bad.test CNAME rpz-passthru.
evil.deep.bad.test CNAME .
$ORIGIN evil.test.rpz.example.
bank.example CNAME .
$ORIGIN rpz.example.
*.only.test CNAME *.
free.test CNAME rpz-passthru.
self.test CNAME self.test.
garden.test CNAME www.landing.test.
UPPER.Test CNAME .
h\\097nd.test CNAME .
_sip._tcp.srv.test CNAME .
page.test A 192.0.2.80
      AAAA 2001:db8::80
text.test TXT "a;b" ( "c"
  "d" )
tcp.test CNAME rpz-tcp-only.
www.shop.test CNAME safe.shop.test.
typo.test CNAME rpz-passthru
ns.evil.test.rpz-nsdname CNAME .
32.1.2.0.192.rpz-ip CNAME .
$GENERATE 1-2 g$ CNAME .
$GENERATE 1-2 g$.gen.test CNAME .
fine.a.wild.test CNAME .
*.wild.test CNAME .
`;

/** Every name under test. exists at this address, unless the policy overrides this. */
const ORIGIN = '$TTL 300\n@ SOA ns. admin. 1 1 1 1 1\n NS ns.\n* A 198.18.0.1\nwww.landing A 198.18.0.2\n';

const NAMES =
  `bad.test x.bad.test ok.bad.test x.ok.bad.test half.bad.test x.half.bad.test deep.bad.test x.deep.bad.test evil.deep.bad.test
  bank.example.evil.test evil.test only.test x.only.test free.test self.test garden.test x.garden.test upper.test hand.test _sip._tcp.srv.test
  page.test text.test tcp.test www.shop.test typo.test g1.gen.test g3.gen.test gen.test fine.a.wild.test b.wild.test wild.test innocent.test
  a.wild.test x.a.wild.test`.split(/\s+/u);

/** Documented: a more specific name ends a wildcard for BIND, and a target that was mistyped. */
const DIFFER = new Set(['typo.test', 'a.wild.test', 'x.a.wild.test']);

async function started(folder: string, port: number): Promise<ChildProcess> {
  await writeFile(join(folder, 'rpz.db'), RPZ);
  await writeFile(join(folder, 'test.db'), ORIGIN);
  await writeFile(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion yes; allow-transfer { any; };
       pid-file none; session-keyfile none; dnssec-validation no; notify no; response-policy { zone "rpz.example"; } qname-wait-recurse no; };
     controls {};
     zone "rpz.example" { type primary; file "rpz.db"; check-names ignore; };
     zone "test" { type primary; file "test.db"; };`,
  );
  const named = spawn('named', ['-g', '-c', join(folder, 'named.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  for await (const chunk of named.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    log += chunk;
    if (/\srunning$/mu.test(log)) break;
  }
  named.stderr.resume();
  return named;
}

function asked(program: string, port: number, ...words: string[]): string {
  const { stdout } = spawnSync(program, ['@127.0.0.1', '-p', `${port}`, ...words], { encoding: 'utf8' });
  return stdout;
}

testWith(['named', 'dig', 'kdig'], 'a zone blocks for the product what it blocks for BIND', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-named-'));
  const port = await freePort();
  const named = await started(folder, port);
  try {
    const resolves = NAMES.filter((name) => asked('dig', port, '+short', name, 'A').includes('198.18.0.1'));
    const texts = [RPZ, asked('dig', port, 'rpz.example', 'AXFR'), asked('kdig', port, 'rpz.example', 'AXFR')];
    texts.push(
      asked('dig', port, '+noall', '+answer', '+onesoa', 'rpz.example', 'AXFR').split('\n').toSorted().join('\n'),
    );
    const [source, ...transfers] = texts.map((text) => taken(parse(text, { zone: 'rpz.example' })));
    expect(source?.version).toBe('4294967295');
    const snapshot = compileLists(source === undefined ? [] : [source], {
      markets: ['se'],
      seed: Uint32Array.of(1, 2, 3, 4),
    });
    const matcher = new Matcher(openSnapshot(snapshot));
    const passes = NAMES.filter((name) => matcher.matchHost(name, 0) === 0);
    const same = (names: readonly string[]): string[] => names.filter((name) => !DIFFER.has(name));
    expect(same(passes)).toEqual(same(resolves));
    expect(passes.filter((name) => DIFFER.has(name))).toEqual(['typo.test']);
    expect(resolves.filter((name) => DIFFER.has(name))).toEqual(['a.wild.test', 'x.a.wild.test']);
    const rulesOf = (list: typeof source): string[] =>
      [...(list?.rules ?? []), ...(list?.exceptions ?? [])]
        .map(({ kind, action, host }) => `${action} ${kind} ${host}`)
        .toSorted();
    for (const transfer of transfers) expect(rulesOf(transfer)).toEqual(rulesOf(source));
    for (const transfer of transfers) expect(transfer.summary.format).toBe('zone');
  } finally {
    named.kill();
    await once(named, 'exit');
    await rm(folder, { recursive: true });
  }
});
