/** Tables and documents in their dialects: what is read, what is set aside, and that the format is found without being stated. */
import { expect, test } from '@jest/globals';
import type { ListFormat } from '../../../src/settings/settings.ts';
import { parse, refused, shortRejections, shortRules, taken } from '../../support/parse.ts';

const PAGE_AND_HOST = ['url bad.test/a', 'domain worse.test'];

interface Row {
  readonly why: string;
  readonly text: string;
  readonly rules?: readonly string[];
  readonly set?: readonly string[];
}

/** What becomes of a text whose format is found. It must be the same if the format is stated. */
function read(text: string, format: ListFormat): { format: ListFormat | undefined; rules: string[]; set: string[] } {
  const bounds = { minRejectedLines: 10, maxRejectedRatio: 1 };
  const [list, again] = (['auto', format] as const).map((stated) => taken(parse(text, { format: stated, bounds })));
  if (list === undefined || again === undefined) throw new Error('no list');
  const [rules, restated] = [shortRules(list), shortRules(again)];
  if (rules.join() !== restated.join()) throw new Error('another list if the format is stated');
  return {
    format: list.summary.format,
    rules: rules.map((rule) => rule.replace(/ @.*/u, '')),
    set: shortRejections(list.summary),
  };
}

test.each<Row>([
  { why: 'commas', text: 'id,url,domain\n1,http://bad.test/a,bad.test\n2,,worse.test' },
  { why: 'semicolons', text: 'id;url;domain\n1;http://bad.test/a;bad.test\n2;;worse.test' },
  { why: 'tabs', text: 'id\turl\tdomain\n1\thttp://bad.test/a\tbad.test\n2\t\tworse.test' },
  { why: 'bars', text: 'id|url|domain\n1|http://bad.test/a|bad.test\n2||worse.test' },
  {
    why: 'a header in a comment',
    text: '# made today\n#id;URL;Domain-Name\n1;http://bad.test/a;bad.test\n2;;worse.test',
  },
  { why: 'a header in a comment, tabs', text: '# url\tdomain\nhttp://bad.test/a\tbad.test\n\tworse.test' },
  { why: 'a line for spreadsheets', text: 'sep=;\nurl;host name\nhttp://bad.test/a;bad.test\n;worse.test' },
  { why: 'quoted, with spaces around', text: '"url" , "FQDN"\n "http://bad.test/a" , "bad.test"\n"","worse.test"' },
  {
    why: 'a separator and quotes in quotes',
    text: 'url;note\n"http://bad.test/a;b";"say ""x"""\n"worse.test";',
    rules: ['url bad.test/a;b', 'domain worse.test'],
  },
  { why: 'the header again, if files were joined', text: 'url,ip\nhttp://bad.test/a,\nurl,ip\nworse.test,' },
  { why: 'CRLF and a byte order mark', text: '\ufeffurl,domain\r\nhttp://bad.test/a,bad.test\r\n,worse.test\r\n' },
  {
    why: 'broken rows',
    text: `url;x\n${'bad.test/a;1\n'.repeat(40)}worse.test;2\n"b.test;3\nc.test;4;5\nd".test;6`,
    set: ['row-quotes @43:1', 'row-malformed @44:1', 'row-quotes @45:1'],
  },
])('CSV: $why', ({ text, rules = PAGE_AND_HOST, set = [] }) => {
  expect(read(text, 'csv')).toEqual({ format: 'csv', rules, set });
});

test.each<Row>([
  { why: 'domains', text: '{"domains": ["bad.test", "worse.test"]}', rules: ['domain bad.test', 'domain worse.test'] },
  { why: 'domains and urls', text: '{"version": "7", "urls": ["http://bad.test/a"], "domains": ["worse.test"]}' },
  {
    why: 'an array in data',
    text: '{"data": {"items": [{"URL": "http://bad.test/a"}, {"Host-Name": "worse.test"}]}, "count": 2}',
  },
  {
    why: 'results, as interfaces answer',
    text: '{"count": 2, "next": null, "results": ["bad.test/a", {"fqdn": "worse.test"}]}',
  },
  { why: 'blocklist', text: '{"blocklist": [{"url": "bad.test/a", "tags": ["x"]}, {"domain": "worse.test"}]}' },
  {
    why: 'indicators',
    text: '[{"type": "url", "value": "http://bad.test/a"}, {"type": "hostname", "indicator": "worse.test"}, {"type": "ipv4", "value": "192.0.2.1"}]',
    rules: [...PAGE_AND_HOST, 'ip 192.0.2.1'],
  },
  {
    why: 'names in an array of hosts',
    text: '{"domains": [{"name": "bad.test", "since": 2026}, {"value": "worse.test"}]}',
    rules: ['domain bad.test', 'domain worse.test'],
  },
  {
    why: 'a page among domains',
    text: '{"hosts": ["worse.test", "b.test", "bad.test/a"]}',
    rules: ['domain worse.test', 'domain b.test'],
    set: ['not-a-host @3:2'],
  },
  {
    why: 'an array that nobody knows',
    text: '{"domains": ["worse.test"], "wildcards": ["b.test"], "urls": ["bad.test/a"]}',
    rules: ['domain worse.test', 'url bad.test/a'],
    set: ['json-unknown-array @2:1'],
  },
  {
    why: 'a value of an unknown kind',
    text: '["worse.test", "bad.test/a", {"type": "md5", "value": "bad.example"}]',
    rules: ['domain worse.test', 'url bad.test/a'],
    set: ['row-names-nothing @3:1'],
  },
])('JSON: $why', ({ text, rules = PAGE_AND_HOST, set = [] }) => {
  expect(read(text, 'json')).toEqual({ format: 'json', rules, set });
});

test.each([
  ['a host for a name', '{"bad.test": {"since": 2026}, "worse.test": {}}', 'json-malformed'],
  ['arrays that nobody knows', '{"categories": [{"domains": ["bad.test"]}]}', 'json-malformed'],
  ['CSV without a header', '1,http://bad.test/a,x\n2,http://bad.test/b,y\n', 'format-unclear'],
  ['CSV with unknown columns', 'site,reason\nbad.test,x\nworse.test,y\n', 'format-unclear'],
])('%s: refused, not passed over', (_, text, reason) => {
  expect(refused(parse(text)).refusal.reason).toBe(reason);
});
