/**
 * One list in each program's own format: what the program blocks, and what the product does with the same files. They differ only by what
 * report/dialects.ts lists, and everything in that list is seen here.
 */
import { spawnSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { CsvReader } from '../../../src/parse/formats/csv.ts';
import type { FoundEntry, RowReader } from '../../../src/parse/formats/row.ts';
import { LIST_DIALECTS } from '../../../src/report/dialects.ts';
import type { ListFormat } from '../../../src/settings/settings.ts';
import { temporaryFolder } from '../../support/files.ts';
import { testWith } from '../../support/programs.ts';
import {
  type BlockedBy,
  blockedByDnsmasq,
  blockedByE2guardian,
  blockedByGhostery,
  blockedBySquidguard,
  type ListTexts,
} from './support/blocked-by.ts';
import { blockedByProduct } from './support/product.ts';

const inFolder = temporaryFolder();

interface Source {
  readonly format: ListFormat;
  readonly programs: readonly string[];
  readonly blockedBy: BlockedBy;
  readonly list: ListTexts;
  /** The file that the product reads. Default: the folder. */
  readonly file?: string;
  /** URLs in which the two agree; without scheme. */
  readonly same: string;
  /** URLs in which they differ, by the note that explains it. */
  readonly differ: Readonly<Record<string, string>>;
}

const SITES = `# a list
dom.test
Upper.Test
www.wdom.test
192.0.2.7
xn--bcher-kva.test # why
trail.test.
zürich.test
first.test second.test
`;

const URLS = `site.test/page
www.wsite.test/page
case.test/Dir/Page
q.test/s?id=3
dir.test/d/
8080.test:8080/p
192.0.2.9/x
http://scheme.test/p
esc.test/%41b
~.test/~user
`;

const HOST_REQUESTS = `dom.test x.dom.test www.dom.test/a notdom.test upper.test UPPER.test www.wdom.test wdom.test x.www.wdom.test
  192.0.2.7 192.0.2.8 xn--bcher-kva.test innocent.test second.test dom.test:8080/x`;

const URL_REQUESTS = `site.test/page site.test/page/below site.test/page?x site.test/pag site.test/ site.test/%70age site.test//page
  www.site.test/page www2.site.test/page www10.site.test/page web.site.test/page ftp.site.test/page web2.site.test/page ftp22.site.test/page
  www.wsite.test/page wsite.test/page www2.wsite.test/page www.www.wsite.test/page site.test:8080/page
  case.test/Dir/Page case.test/dir/page case.test/DIR/PAGE case.test/di
  q.test/s?id=3 q.test/s?id=3&y=1 q.test/s?id=4 q.test/s q.test/s?y=1&id=3
  dir.test/d/ dir.test/d/e dir.test/e 8080.test:8080/p 8080.test/p 192.0.2.9/x 192.0.2.9/y`;

const SOURCES: readonly Source[] = [
  {
    format: 'squidguard',
    programs: ['squidGuard'],
    blockedBy: blockedBySquidguard,
    list: {
      domains: `${SITES}nest.test\nx.nest.test\npaged.test/a\n`,
      expressions: 'regular[0-9]\n',
      urls: `${URLS}bare.test\nfrag.test/a#b\n`,
    },
    same: `${HOST_REQUESTS} ${URL_REQUESTS} first.test site.test/pages site.test/page.html site.test/page-2 q.test/s?id=31 dir.test/d cdn.site.test/page
      wwww.site.test/page www-1.site.test/page m.site.test/page www.www.site.test/page bare.test/ bare.test/a www.bare.test/a x.bare.test/a x.nest.test z.x.nest.test`,
    differ: {
      'y.nest.test/': 'longer-entry',
      'bare.test.other.example/': 'host-text',
      'paged.test/a': 'url-in-domains',
      'regular1.test/': 'expressions',
      'www.wsite.test:8080/page': 'label-and-port',
      'site.test/x/../page': 'dot-segments',
      'scheme.test/p': 'scheme',
      'esc.test/Ab': 'escapes',
      'trail.test/': 'root-dot',
      'xn--zrich-kva.test/': 'unicode',
      'frag.test/a': 'fragment',
    },
  },
  {
    format: 'e2guardian',
    programs: ['e2guardian'],
    blockedBy: blockedByE2guardian,
    list: {
      bannedsitelist: `${SITES}.invalid\n`,
      bannedurllist: `${URLS}bare.test\n`,
      bannedsiteiplist: '198.51.100.0/24\n192.0.2.7\n203.0.113.1-203.0.113.9\n',
    },
    same: `${HOST_REQUESTS} ${URL_REQUESTS} first.test site.test/pages site.test/page.html site.test/page-2 site.test/page=1 site.test/page&x q.test/s?id=31 dir.test/d cdn.site.test/page
      wwww.site.test/page www.www.site.test/page m.site.test/page x.dir.test/d/e bare.test/a x.bare.test/a site.test/x/../page 198.51.100.3 203.0.114.1`,
    differ: {
      'bare.test/': 'root',
      'any.invalid/': 'top-level',
      '203.0.113.5/': 'range',
      'scheme.test/p': 'scheme',
      'esc.test/Ab': 'escapes',
      'trail.test/': 'root-dot',
      'xn--zrich-kva.test/': 'unicode',
    },
  },
  {
    format: 'dnsmasq',
    programs: ['dnsmasq'],
    blockedBy: blockedByDnsmasq,
    list: {
      'dnsmasq.conf': `# a list
address=/a.test/0.0.0.0
address=/b.test/.c.test/#
local=/d.test/
server=/E.test/ # why
address=/bad.test/
server=/ok.bad.test/#
address=/evil.ok.bad.test/
address=/page.test/192.0.2.80
address=/*star.test/
address=/six.test/::
address=/bücher.test/
address=/trail.test./
server=/same.test/#
address=/192.0.2.1/
local=/passes.test/#
`,
    },
    file: 'dnsmasq.conf',
    same: `a.test x.a.test nota.test b.test x.b.test c.test d.test x.d.test e.test E.TEST bad.test x.bad.test ok.bad.test x.ok.bad.test evil.ok.bad.test
      x.evil.ok.bad.test page.test xn--bcher-kva.test trail.test same.test innocent.test passes.test`,
    differ: { 'star.test/': 'star', 'notstar.test/': 'star', 'six.test/': 'one-family' },
  },
  {
    format: 'hosts',
    programs: ['dnsmasq'],
    blockedBy: blockedByDnsmasq,
    list: {
      hosts: `127.0.0.1 localhost
0.0.0.0 bad.test www.bad.test # two
0.0.0.0 192.0.2.1
127.0.0.1 loop.test
0.0.0.0 UPPER.test
::1 localhost ip6-localhost
192.0.2.80 moved.test
`,
    },
    file: 'hosts',
    same: 'bad.test www.bad.test loop.test upper.test UPPER.test notbad.test innocent.test 192.0.2.1.example',
    differ: { 'x.bad.test/': 'below', 'moved.test/': 'redirection' },
  },
  {
    format: 'filter-rules',
    programs: [],
    blockedBy: blockedByGhostery,
    list: {
      'list.txt': `[Adblock Plus 2.0]
! a list
||bad.test^
@@||ok.bad.test^
||evil.ok.bad.test^
||nocaret.test
||path.test/a
||bound.test/a^
||imp.test^$important
@@||imp.test^
||all.test^$all
||withdrawn.test^
||withdrawn.test^$badfilter
||*.wild.test^
||third.test^$third-party
||script.test^$script
||case.test/Ab
/regex[0-9]+\\.test/
plain.test
||excepted.test^
@@||excepted.test/ok
||deep.test/a
@@||ok.deep.test^
||star.test^
@@||*.star.test^
||*.taken.test^
||*.taken.test^$badfilter
||forced.test^$important
||forced.test^
||forced.test^$badfilter
bad.test##.advert
`,
    },
    file: 'list.txt',
    same: `bad.test x.bad.test/a notbad.test ok.bad.test x.ok.bad.test evil.ok.bad.test nocaret.test x.nocaret.test nocaret.testing.example path.test/a path.test/ab
      path.test/b x.path.test/a bound.test/a bound.test/a/b bound.test/a?b bound.test/ab imp.test all.test withdrawn.test x.wild.test
      case.test/ab case.test/AB excepted.test/ excepted.test/no deep.test/a x.deep.test/a ok.deep.test/b innocent.test star.test
      forced.test`,
    differ: {
      'x.star.test/': 'below-exception',
      'x.taken.test/': 'finer-badfilter',
      'third.test/': 'conditional',
      'script.test/': 'conditional',
      'regex1.test/': 'pattern',
      'plain.test/': 'pattern',
      'bound.test/a,b': 'separator',
      'excepted.test/ok': 'page-exception',
      'ok.deep.test/a': 'exception-below',
    },
  },
];

/** A URL of the table, whole. */
function url(text: string): string {
  return `http://${text.includes('/') ? text : `${text}/`}`;
}

for (const { format, programs, blockedBy, list, file, same, differ } of SOURCES) {
  testWith(programs, `${format}: the product blocks what ${LIST_DIALECTS[format].source} blocks`, async () => {
    const urls = [...same.trim().split(/\s+/u), ...Object.keys(differ)].map(url);
    const [there, here] = [
      await blockedBy(list, urls),
      await blockedByProduct(inFolder(format), format, list, urls, file),
    ];
    const found = urls.filter((text) => there.has(text) !== here.has(text));
    expect(found.map((text) => [text, here.has(text) ? 'more' : 'less'])).toEqual(
      Object.entries(differ).map(([text, id]) => [
        url(text),
        LIST_DIALECTS[format].notes.find((note) => note.id === id)?.blocks,
      ]),
    );
    // Neither side blocks all or nothing, and every difference that is documented was seen.
    expect(there.size).toBeGreaterThan(3);
    expect(there.size).toBeLessThan(urls.length);
    const seen = LIST_DIALECTS[format].notes.filter(({ isSeen }) => isSeen !== false);
    expect(new Set(Object.values(differ))).toEqual(new Set(seen.map(({ id }) => id)));
  });
}

/** The texts that a table or document gives, before any is a rule. */
function textsRead(reader: RowReader, rows: readonly string[]): string[] {
  const texts: string[] = [];
  const sink = {
    entry: ({ text }: FoundEntry) => void texts.push(text),
    rejected: () => undefined,
    version: () => undefined,
  };
  for (const [index, row] of rows.entries())
    reader.row(row, { ...sink, policy: sink.version, refuse: sink.version, disagreed: sink.version }, index + 1);
  return texts;
}

const PYTHON_CSV = `import csv, sys
for row in csv.DictReader(sys.stdin, delimiter=sys.argv[1], skipinitialspace=True):
    print(row['url'])
`;

testWith(
  ['python3'],
  `csv: the product reads what ${LIST_DIALECTS.csv.source} reads, but for fields over two lines`,
  () => {
    const fields = [
      'http://bad.test/a',
      '"http://bad.test/b"',
      ' "http://bad.test/c"',
      '"http://bad.test/d""e"',
      '"http://bad.test/f,g;h\ti|j"',
      'http://bad.test/k?l=m',
    ];
    for (const separator of [',', ';', '\t', '|']) {
      const rows = ['id', '"url"', 'note']
        .join(separator)
        .concat('\n', fields.map((text, id) => [id, text, '""'].join(separator)).join('\n'));
      const python = spawnSync('python3', ['-c', PYTHON_CSV, separator], { input: rows, encoding: 'utf8' });
      expect(textsRead(new CsvReader(), rows.split('\n'))).toEqual(python.stdout.trim().split('\n'));
    }
    const [note] = LIST_DIALECTS.csv.notes;
    expect([note?.id, textsRead(new CsvReader(), ['url,x', '"http://bad.test/', 'a",1'])]).toEqual(['line-end', []]);
  },
);
