/**
 * Master files as `named-compilezone` reads them. Both ways: what it takes, the product takes and reads alike, before and after BIND
 * has printed it; what it refuses, the product sets aside or refuses.
 *
 * Left out of the comparison: what takes more than one record to see (a CNAME record next to others), which the product tolerates.
 */
import { expect } from '@jest/globals';
import * as fc from 'fast-check';
import { testWith } from '../../support/programs.ts';
import { compiledZone, printedRules, readZone } from './support/oracle.ts';

const OWNERS = [
  'h#.bad.test',
  '*.w#.test',
  'H#.Up.TEST',
  'h#.test.rpz.example.',
  '*.x#.test.RPZ.example.',
  'h\\098#.test',
  '_s#._tcp.test',
  'a\\.b#.test',
  '"q#.test"',
  '8.#.0.10.rpz-ip',
  'ns#.test.rpz-nsdname',
  'out#.test.',
  '\\*.s#.test',
  'bl\\195\\165#.test',
  'blå#.test',
  'h#.rpz-foo',
  's#',
  'a..b#',
  '*.*.d#.test',
  `${'l'.repeat(60)}#.test`,
  '\\300.k#',
  '\\1.k#',
  'in.#',
  '$x#',
  'a#.rpz-passthru',
  '..#',
  `${'abcdefgh.'.repeat(26)}#`,
  '-#-.test',
  '#.in-addr.test',
  '\\#.test',
] as const;

const BETWEEN = [
  '',
  '',
  '300',
  '1h30m',
  '1W',
  'IN',
  'in',
  '300 IN',
  'IN 300',
  'CH',
  '1x',
  'IN IN',
  'CLASS1',
  'CLASS3',
  '4h 300',
] as const;

const DATA = [
  'CNAME .',
  'CNAME *.',
  'cname rpz-passthru.',
  'CNAME rpz-drop.',
  'CNAME rpz-tcp-only.',
  'A 192.0.2.1',
  'AAAA 2001:db8::1',
  'TXT "a;b" c',
  'TXT "un',
  'CNAME',
  'CNAME . .',
  'CNMAE .',
  'A 1.2.3',
  'CNAME garden.example.',
  'CNAME *.garden.example.',
  'CNAME (\n . )',
  '( CNAME\n\t. ; x\n )',
  'CNAME . ; c',
  'CNAME .;c',
  'CNAME . )',
  'CNAME ( .',
  'TYPE5 \\# 1 00',
  'TYPE1 \\# 4 c0000201',
  'MX 10 m.test.',
  'CNAME "."',
  '\\# 1 00',
  'CNAME h\\.x.example.',
  'A 192.0.2.1 192.0.2.2',
  'A 192.0.2.01',
  'AAAA ::192.0.2.1',
  'TXT a\\;b',
  'CNAME a\\',
  'CNAME (((.)))',
  'TXT ()',
  'TXT (a) (b)',
  'TYPE5 \\# 2 0000',
  'TYPE5 \\# 3 0161 00',
  'CNAME a..b.',
  'A "192.0.2.1"',
  'TXT a"b"c',
] as const;

const OTHERS = [
  '$ORIGIN sub',
  '$ORIGIN rpz.example.',
  '$ORIGIN sub.rpz.example. ; c',
  '$origin @',
  '$ORIGIN .',
  '$ORIGIN out.test.',
  '$ORIGIN',
  '$ORIGIN a..b',
  '$ORIGIN a b',
  '$TTL 1d',
  '$TTL x',
  '$TTL',
  '$FOO',
  '',
  '   ',
  '; c',
  '()',
  ' ( ; x',
  '"',
  '\\',
  '@ A 192.0.2.1',
  'p#.test A 192.0.2.1\n\t300 TXT x',
  '$GENERATE 1-3 g$.#.test CNAME .',
  '$GENERATE 2-9/3 g${0,3}.#.test 300 CNAME rpz-drop.',
  '$GENERATE 3-1 g$.#.test CNAME .',
  '$GENERATE 1-2 *.g${5,2,x}.#.test IN A 192.0.2.$',
  '$GENERATE 0-1 g${0,5,n}.#.test CNAME $.garden.example.',
  '$GENERATE 10-11 g${10,4,X}#.test CNAME .',
  '$GENERATE 1-2 g\\$$.#.test TXT $',
  '$GENERATE 1-2 g${1.#.test CNAME .',
  '$GENERATE 1-2 g$.#.test',
  '$GENERATE 1-2 g$$#.test CNAME .',
  '$GENERATE 8-8 g${-9,3}.#.test CNAME .',
  '$GENERATE 8-9 g${1,0,o}.#.test CNAME .',
  '$GENERATE x g$.#.test A 192.0.2.1',
] as const;

/** Forms that BIND accepts; most records are of these, or nearly every zone would be refused for one of its lines. */
const SOUND_OWNERS = OWNERS.filter((owner) => !/\.\.|3|\\1|\$|\{|l{9}/u.test(owner));
const SOUND_BETWEEN = ['', '300', '1h30m', 'IN', 'IN 1W', '300 in'] as const;
const SOUND_DATA = DATA.filter(
  (data) =>
    !/un|^CNAME$|\. \.|CNMAE|1\.2\.3$|\. \)$|\( \.$|"\."|^\\#|192.*192|01$|\\$|\(\)|0000|0161|a\.\.b|"192/u.test(data),
);

const recordOf = (
  owners: readonly string[],
  between: readonly string[],
  data: readonly string[],
): fc.Arbitrary<readonly [string, string, string]> =>
  fc.tuple(fc.constantFrom(...owners), fc.constantFrom(...between), fc.constantFrom(...data));

const record = fc
  .oneof(
    { weight: 4, arbitrary: recordOf(SOUND_OWNERS, SOUND_BETWEEN, SOUND_DATA) },
    { weight: 1, arbitrary: recordOf(OWNERS, BETWEEN, DATA) },
  )
  .map(([owner, between, data]) => `${owner} ${between} ${data}`);

const HEADS = [
  '$TTL 300\n@ SOA ns. a. ( 7\n 1 1 1 1 )\n NS ns.',
  '$ORIGIN rpz.example. ; c\n$TTL 1h30m\nRPZ.example. IN SOA ns. a. 7 1h 1 1 1\n@ NS ns.',
  '$ORIGIN .\n$TTL 300\nrpz.example 300 IN SOA ns. a. (7 1 1 1 1)\n\t\tNS ns.\n$ORIGIN rpz.example.',
  '@ 5 SOA ns. a. (\n7 ; s\n1 1 1 1 ; (x\n)\n 5 NS ns.',
] as const;

const zone = fc
  .tuple(
    fc.constantFrom(...HEADS),
    fc.array(fc.oneof({ weight: 3, arbitrary: record }, { weight: 1, arbitrary: fc.constantFrom(...OTHERS) }), {
      maxLength: 4,
    }),
    fc.constantFrom('\n', '\r\n'),
  )
  // A number of its own for each line: no name twice, so no records that contradict each other.
  .map(([head, lines, end]) =>
    [...head.split('\n'), ...lines.flatMap((line, index) => line.replaceAll('#', `${index + 1}`).split('\n')), ''].join(
      end,
    ),
  );

testWith(['named-compilezone'], 'zones are read as BIND reads them, and set aside if BIND refuses them', () => {
  let [taken, refused, rules] = [0, 0, 0];
  fc.assert(
    fc.property(zone, (text) => {
      const printed = compiledZone(text);
      const ours = readZone(text);
      if (printed === undefined) {
        refused += 1;
        expect(ours.faults).not.toEqual([]);
        return;
      }
      taken += 1;
      rules += ours.rules.length;
      expect(ours).toEqual({ rules: printedRules(printed), faults: [] });
      expect(readZone(printed)).toEqual(ours);
    }),
    { seed: 0x5eed, numRuns: 400 },
  );
  expect(Math.min(taken, refused, rules)).toBeGreaterThan(40); // else nothing was compared
});
