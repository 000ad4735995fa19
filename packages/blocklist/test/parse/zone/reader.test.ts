/** Zones, read as RFC 1035 §5 and the RPZ draft do: what each form of a record comes to. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ParsedList } from '../../../src/parse/list.ts';
import type { PartialListSettings } from '../../../src/settings/settings.ts';
import { parse, parseChunks, refused, settingsFor, shortRejections, shortRules, taken } from '../../support/parse.ts';

const HEAD = '$ORIGIN rpz.example.\n$TTL 300\n@ SOA ns. admin. 7 1 1 1 1\n@ NS ns.\n';
const LENIENT: Partial<PartialListSettings> = {
  format: 'zone',
  bounds: { minEntries: 0, maxRejectedRatio: 1, minRejectedLines: 100 },
};

/** Most lines of a list must be good. */
const GOOD = Array.from({ length: 5 }, (_, index) => `anchor-${index}.test CNAME .\n`).join('');

function zone(text: string): ParsedList {
  return taken(parse(`${HEAD}${GOOD}${text}`, LENIENT));
}

/** Rules without lines and without the good ones; exceptions with `!`; rejections with `?`. */
function meaning(list: ParsedList): string[] {
  const exceptions = shortRules({ ...list, rules: list.exceptions }).map((rule) => `!${rule}`);
  const all = [...shortRules(list), ...exceptions, ...shortRejections(list.summary).map((one) => `?${one}`)];
  return all.map((one) => one.replace(/ @.*$/u, '')).filter((one) => !one.startsWith('host anchor-'));
}

test.each<{ why: string; text: string; want: readonly string[] }>([
  // Owners
  { why: 'a name relative to the zone', text: 'bad.test CNAME .', want: ['host bad.test'] },
  {
    why: 'the zone’s name is no part of the rule',
    text: 'h3.bad.test.rpz.example. CNAME .',
    want: ['host h3.bad.test'],
  },
  { why: 'upper case, in the zone’s name too', text: 'BAD.Test.RPZ.Example. cname .', want: ['host bad.test'] },
  {
    why: 'an origin below the zone',
    text: '$ORIGIN evil.test.rpz.example.\nbank.example CNAME .\n@ A 192.0.2.1',
    want: ['host bank.example.evil.test', 'host evil.test'],
  },
  { why: 'a relative origin', text: '$ORIGIN evil.test\nwww CNAME .', want: ['host www.evil.test'] },
  { why: 'an origin above the zone', text: '$ORIGIN example.\nbad.test.rpz CNAME .', want: ['host bad.test'] },
  { why: 'the root as origin', text: '$ORIGIN .\nbad.test.rpz.example CNAME .', want: ['host bad.test'] },
  { why: 'outside the zone', text: 'bad.test. CNAME .', want: ['?owner-outside-zone'] },
  { why: 'a name that merely ends alike', text: 'xrpz.example. CNAME .', want: ['?owner-outside-zone'] },
  { why: 'a dot that is escaped separates nothing', text: 'bad\\.rpz.example. CNAME .', want: ['?owner-outside-zone'] },
  { why: 'a blank owner is the one before', text: 'bad.test A 192.0.2.1\n  AAAA 2001:db8::1', want: ['host bad.test'] },
  {
    why: 'a blank owner after a malformed record is nobody’s',
    text: 'good.test CNAME rpz-passthru.\nx..test CNAME .\n  A 192.0.2.1',
    want: ['?row-malformed', '?row-malformed'],
  },
  {
    why: 'a blank owner after a line that was lost',
    text: 'ok.test TXT x\n\u0001.test CNAME .\n A 192.0.2.1',
    want: ['host ok.test', '?control-character', '?row-malformed'],
  },
  { why: '@ escaped is a letter', text: '\\@.bad.test CNAME .', want: ['?host-character'] },
  { why: 'labels with underscores', text: '_x._tcp.bad.test CNAME .', want: ['host _x._tcp.bad.test'] },
  // Escapes
  { why: 'letters by number', text: '\\098\\065d.test CNAME .', want: ['host bad.test'] },
  { why: 'letters escaped', text: '\\b\\ad.test CNAME .', want: ['host bad.test'] },
  { why: 'raw UTF-8', text: 'blåbär.test CNAME .', want: ['host xn--blbr-noae.test'] },
  { why: 'UTF-8 by number', text: 'BL\\195\\165b\\195\\164r.test CNAME .', want: ['host xn--blbr-noae.test'] },
  { why: 'Latin-1 by number is no UTF-8', text: 'bl\\229.test CNAME .', want: ['?host-character'] },
  { why: 'a dot in a label', text: 'a\\.bad.test CNAME .', want: ['?host-character'] },
  { why: 'a dot in a label, by number', text: 'a\\046bad.test CNAME .', want: ['?host-character'] },
  { why: 'a percent sign is no escape of URLs here', text: '%62ad.test CNAME .', want: ['?host-character'] },
  { why: 'an escape beyond an octet', text: '\\256.test CNAME .', want: ['?row-malformed'] },
  { why: 'half an escape', text: '\\09.test CNAME .', want: ['?row-malformed'] },
  { why: 'a label of 64 octets', text: `${'a'.repeat(64)}.test CNAME .`, want: ['?row-malformed'] },
  {
    why: 'a name of more than 255 octets with the zone’s',
    text: `${'abcdefg.'.repeat(31)}test CNAME .`,
    want: ['?row-malformed'],
  },
  // Wildcards
  {
    why: 'a wildcard covers what is below, not the name',
    text: '*.bad.test CNAME .',
    want: ['domain bad.test', '!host bad.test'],
  },
  {
    why: 'both lines, in either order',
    text: '*.bad.test CNAME .\nbad.test CNAME .',
    want: ['domain bad.test', 'host bad.test'],
  },
  {
    why: 'both lines, far apart',
    text: '*.a.test CNAME .\n*.b.test CNAME .\na.test CNAME .\n*.a.test A 192.0.2.1',
    want: ['domain a.test', 'domain b.test', 'host a.test', '!host b.test'],
  },
  { why: 'an escaped asterisk is one', text: '\\*.bad.test CNAME .', want: ['domain bad.test', '!host bad.test'] },
  { why: 'everything', text: '* CNAME .', want: ['?wildcard'] },
  { why: 'everything else passes, as it does anyway', text: '* CNAME rpz-passthru.', want: [] },
  { why: 'a whole country', text: '*.test CNAME .', want: ['?single-label'] },
  { why: 'an asterisk inside', text: 'a.*.test CNAME .', want: ['?wildcard'] },
  // Times to live, classes
  { why: 'a time with units', text: 'bad.test 1h30m CNAME .', want: ['host bad.test'] },
  { why: 'class, then time', text: 'bad.test in 2W CNAME .', want: ['host bad.test'] },
  { why: 'time, then class', text: 'bad.test 300 IN CNAME .', want: ['host bad.test'] },
  { why: 'an owner that looks like a class', text: 'in CNAME .', want: ['?single-label'] },
  { why: 'another class', text: 'bad.test CH CNAME .', want: ['?row-malformed'] },
  { why: 'a type that does not exist', text: 'bad.test CNMAE .', want: ['?row-malformed'] },
  { why: 'a type by number', text: 'bad.test TYPE1 \\# 4 c0000201', want: ['host bad.test'] },
  {
    why: 'a CNAME by number, to rpz-drop.',
    text: 'bad.test TYPE5 \\# 10 08 7270 7a2d64726f70 00',
    want: ['host bad.test'],
  },
  { why: 'times to live as $TTL', text: '$TTL 1W2D\nbad.test CNAME .', want: ['host bad.test'] },
  // Comments, quotes, parentheses
  { why: 'a comment without white space before it', text: 'bad.test CNAME .;why', want: ['host bad.test'] },
  { why: 'a comment in place of the type', text: 'bad.test;CNAME .', want: ['?row-malformed'] },
  { why: 'a semicolon and a parenthesis in quotes', text: 'bad.test TXT "a;(b" "c\\"d"', want: ['host bad.test'] },
  { why: 'a quote that is not closed', text: 'bad.test TXT "a', want: ['?row-malformed'] },
  { why: 'parentheses over lines', text: 'bad.test CNAME ( ; why\n\n . )', want: ['host bad.test'] },
  { why: 'parentheses within parentheses', text: 'bad.test TXT ( a ( b\n ) c\n)', want: ['host bad.test'] },
  { why: 'a parenthesis before the owner', text: '( bad.test\nCNAME . )', want: ['host bad.test'] },
  { why: 'a parenthesis that closes nothing', text: 'bad.test CNAME . )', want: ['?row-malformed'] },
  // Actions
  { why: 'no data', text: 'bad.test CNAME *.', want: ['host bad.test'] },
  { why: 'drop', text: 'bad.test CNAME rpz-drop.', want: ['host bad.test'] },
  { why: 'a garden', text: 'bad.test CNAME garden.example.', want: ['host bad.test'] },
  { why: 'a garden by name', text: '*.bad.test CNAME *.garden.example.', want: ['domain bad.test', '!host bad.test'] },
  { why: 'addresses', text: 'bad.test A 192.0.2.1\nbad.test AAAA 2001:db8::1', want: ['host bad.test'] },
  { why: 'another type only', text: 'bad.test MX 10 mail.example.', want: ['host bad.test'] },
  { why: 'TCP only', text: 'bad.test CNAME rpz-tcp-only.', want: [] },
  { why: 'a pass that takes nothing out', text: 'good.test CNAME rpz-passthru.', want: [] },
  {
    why: 'the old form of a pass',
    text: '*.bad.test CNAME .\nok.bad.test CNAME ok.bad.test.',
    want: ['domain bad.test', '!host bad.test', '!domain ok.bad.test'],
  },
  {
    why: 'a pass below a wildcard',
    text: 'bad.test A 192.0.2.1\n*.bad.test CNAME .\nok.bad.test CNAME rpz-passthru.',
    want: ['host bad.test', 'domain bad.test', '!domain ok.bad.test'],
  },
  {
    why: 'a pass of all below a name, and so of the name: the wildcard above ends there',
    text: 'bad.test A 192.0.2.1\n*.bad.test CNAME .\n*.ok.bad.test CNAME rpz-passthru.',
    want: ['host bad.test', 'domain bad.test', '!domain ok.bad.test'],
  },
  {
    why: 'a finer rule below a pass stays',
    text: 'bad.test CNAME .\n*.bad.test CNAME .\n*.ok.bad.test CNAME rpz-passthru.\nok.bad.test CNAME rpz-passthru.\nx.ok.bad.test CNAME .',
    want: ['host bad.test', 'domain bad.test', 'host x.ok.bad.test', '!domain ok.bad.test'],
  },
  {
    why: 'a CNAME within the site, such as to a safe search',
    text: 'www.search.test CNAME safe.search.test.',
    want: [],
  },
  { why: 'a pass whose dot was forgotten', text: 'good.test CNAME rpz-passthru', want: [] },
  { why: 'a reserved target', text: 'bad.test CNAME rpz-whatever.', want: [] },
  // Triggers
  { why: 'addresses of answers', text: '32.1.2.0.192.rpz-ip CNAME .\n128.1.zz.db8.2001.rpz-ip CNAME .', want: [] },
  { why: 'clients', text: '24.0.2.0.192.rpz-client-ip CNAME rpz-drop.', want: [] },
  { why: 'name servers', text: 'ns.bad.test.rpz-nsdname CNAME .\n*.bad.test.rpz-nsdname CNAME .', want: [] },
  { why: 'addresses of name servers', text: '32.1.2.0.192.rpz-nsip CNAME .', want: [] },
  { why: 'a reserved trigger', text: 'bad.test.rpz-whatever CNAME .', want: [] },
  { why: 'a name that merely holds one', text: 'rpz-ip.bad.test CNAME .', want: ['host rpz-ip.bad.test'] },
  // What a zone reports about itself
  { why: 'its apex', text: '@ TXT "mine"\n@ A 192.0.2.1', want: [] },
  { why: 'a CNAME beside the SOA record', text: '@ CNAME .', want: ['?row-malformed'] },
  { why: 'its servers', text: '@ NS ns1\nns1 A 192.0.2.53', want: [] },
  {
    why: 'its signatures',
    text: 'bad.test RRSIG CNAME 8 2 300 20270101000000 20261101000000 1 rpz.example. AAAA\nbad.test NSEC c.test CNAME',
    want: [],
  },
  { why: 'a delegation', text: 'bad.test NS ns.example.', want: [] },
  // $GENERATE
  {
    why: 'generated names',
    text: '$GENERATE 1-3/2 h$ CNAME .\n$GENERATE 9-10 ${1,3,d}.g.test A 192.0.2.$',
    want: ['?single-label', '?single-label', 'host 010.g.test', 'host 011.g.test'].toSorted(),
  },
  { why: 'a range that ends before it begins', text: '$GENERATE 3-1 h$.test CNAME .', want: ['?row-malformed'] },
])('$why', ({ text, want }) => {
  expect(meaning(zone(text)).toSorted()).toEqual([...want].toSorted());
});

test.each([
  { why: 'a file that includes another', text: '$INCLUDE more.db', reason: 'zone-includes' },
  { why: 'a directive that is not known', text: '$ORGIN x.', reason: 'zone-malformed' },
  { why: 'a directive behind white space', text: ' $ORIGIN x.', reason: 'zone-malformed' },
  { why: 'an origin that is no name', text: '$ORIGIN a..b', reason: 'zone-malformed' },
  { why: 'a parenthesis that is never closed', text: 'a.test CNAME ( .\nb.test CNAME .', reason: 'zone-malformed' },
  {
    why: 'a parenthesis that is closed too late',
    text: 'a.test CNAME ( .\nb.test CNAME .\nc.test CNAME . )',
    reason: 'zone-malformed',
  },
  { why: 'a line lost between parentheses', text: 'a.test TXT ( x\n\u0001\n)', reason: 'zone-malformed' },
  { why: 'a second zone', text: '$ORIGIN other.example.\n@ SOA ns. admin. 7 1 1 1 1', reason: 'zone-malformed' },
  { why: 'an incremental transfer', text: '@ SOA ns. admin. 8 1 1 1 1', reason: 'zone-malformed' },
  { why: 'a billion records in a line', text: '$GENERATE 1-1000000000 h$.test CNAME .', reason: 'zone-malformed' },
])('$why refuses the list', ({ text, reason }) => {
  expect(refused(parse(`${HEAD}anchor.test CNAME .\n${text}\n`, LENIENT)).refusal.reason).toBe(reason);
});

test('without an SOA record there is no zone', () => {
  expect(refused(parse('$ORIGIN rpz.example.\nbad.test CNAME .\n', LENIENT)).refusal.reason).toBe('zone-without-soa');
});

test('the SOA record may come anywhere: a transfer that was sorted', () => {
  const list = taken(parse('bad.test.rpz.example. 60 IN CNAME .\nrpz.example. 60 IN SOA a. b. 9 1 1 1 1\n', LENIENT));
  expect(shortRules(list)).toEqual(['host bad.test @1']);
  expect(list.version).toBe('9');
});

test('a transfer ends with its SOA record, or was cut off', () => {
  const soa = 'rpz.example. 60 IN SOA a. b. 9 1 1 1 1\n';
  const began = `; <<>> DiG 9.18.49 <<>> AXFR rpz.example @192.0.2.53\n;; global options: +cmd\n${soa}bad.test.rpz.example. 60 IN CNAME .\n`;
  expect(refused(parse(began, LENIENT)).refusal.reason).toBe('zone-cut-off');
  expect(shortRules(taken(parse(began + soa, LENIENT)))).toEqual(['host bad.test @4']);
});

test('a zone that does not state its name: relative names are read, absolute ones need the setting', () => {
  const head = '$TTL 2h\n@ SOA localhost. root.localhost. (7 1 1 1 1)\n NS localhost.\n';
  const absolute = `${head}bad.test CNAME .\n$ORIGIN evil.test.rpz.example.\nbank.example CNAME .\n`;
  expect(shortRules(taken(parse(`${head}bad.test CNAME .\n`, LENIENT)))).toEqual(['host bad.test @4']);
  expect(refused(parse(absolute, LENIENT)).refusal.reason).toBe('zone-unnamed');
  const list = taken(parse(absolute, { ...LENIENT, zone: 'rpz.example' }));
  expect(shortRules(list)).toEqual(['host bad.test @4', 'host bank.example.evil.test @6']);
  expect(refused(parse(HEAD, { ...LENIENT, zone: 'other.example' })).refusal.reason).toBe('zone-malformed');
});

test('records are counted by what they do', () => {
  const { summary } = zone(
    'a.test CNAME *.\nb.test A 192.0.2.1\nc.test CNAME rpz-passthru.\n8.0.0.0.10.rpz-ip CNAME .',
  );
  expect(Object.fromEntries(summary.policy)).toEqual({
    apex: 2,
    nxdomain: 5,
    nodata: 1,
    'local-data': 1,
    passthru: 1,
    'trigger-rpz-ip': 1,
  });
  expect(summary.counts).toMatchObject({ received: 7, invalid: 0, active: 7 });
});

const WHOLE = Buffer.from(
  `\u{feff}$ORIGIN rpz.example.\r\n$TTL 1h ; x\r\n@ IN SOA ns. a. ( ; (\r\n 2026112301\r\n 1 1 1 1 )\r\n\tNS ns.\r\nbl\\195\\165.test CNAME ( .\r\n )\r\n*.å.test 1h30m IN CNAME .\n  TXT "a;b"\n$GENERATE 1-2 g$.test CNAME .\n*.w.test CNAME rpz-drop.`,
);

test('the same outcome for every split point, and for every byte alone', () => {
  const settings = settingsFor(LENIENT);
  const whole = parseChunks([WHOLE], settings);
  expect(shortRules(taken(whole))).toHaveLength(5);
  for (let cut = 0; cut <= WHOLE.length; cut += 1)
    expect(parseChunks([WHOLE.subarray(0, cut), WHOLE.subarray(cut)], settings)).toEqual(whole);
  expect(
    parseChunks(
      [...WHOLE].map((byte) => Uint8Array.of(byte)),
      settings,
    ),
  ).toEqual(whole);
});

test('found without being stated', () => {
  const list = taken(parse(WHOLE, { bounds: { maxRejectedRatio: 1, minRejectedLines: 100 } }));
  expect(list.summary.format).toBe('zone');
  expect(list.version).toBe('2026112301');
});

const PIECES = [
  '$ORIGIN ',
  '$GENERATE 1-3 ',
  '$INCLUDE x',
  '$TTL ',
  'a',
  '.',
  '*',
  '@',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '(',
  ')',
  '"',
  ';',
  '\\',
  '\\065',
  '\\300',
  'CNAME',
  ' CNAME .',
  'SOA a. b. 7 1 1 1 1',
  'A 192.0.2.1',
  'rpz-passthru.',
  '.rpz-ip',
  'bad.test',
  'rpz.example.',
  '$',
  '${1,2,d}',
  'å',
  '\u{10ffff}',
  'x'.repeat(70),
  '\0',
  'IN',
  '300',
];

test('whatever the text, the outcome is a value and does not depend on how it was cut', () => {
  const settings = settingsFor(LENIENT);
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), fc.nat(), (pieces, cut) => {
      const bytes = Buffer.from(`${HEAD}${GOOD}${pieces.join('')}`);
      const whole = parseChunks([bytes], settings);
      const at = cut % bytes.length;
      expect(parseChunks([bytes.subarray(0, at), bytes.subarray(at)], settings)).toEqual(whole);
      if (whole.ok) accepted += 1;
    }),
    { seed: 0x5eed, numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
