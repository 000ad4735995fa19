/**
 * What an entry of each format covers in the program that the format is of, and where the product differs. Every difference is a row here:
 * `list verify` prints them, docs/operating/lists.md has them as a table, and a test runs the programs and finds no other.
 */
import type { ListFormat } from '../settings/settings.ts';
import { type DialectNote, ESCAPES, FRAGMENT, ROOT_DOT, SCHEME, UNICODE } from './dialect-notes.ts';

/** One format: its source, and what carries over. */
export interface ListDialect {
  /** The program, standard or habit that defines what an entry covers. */
  readonly source: string;
  /** What an entry covers, there and here. */
  readonly covers: string;
  readonly notes: readonly DialectNote[];
}

/** Every format, in the order of the documentation. */
export const LIST_DIALECTS: Readonly<Record<ListFormat, ListDialect>> = {
  domains: { source: 'no program', covers: 'the host, and all below it unless bare_host is host', notes: [] },
  urls: {
    source: 'no program',
    covers: 'the page; a directory with all below it; a bare host as set by bare_host',
    notes: [],
  },
  hosts: {
    source: 'hosts(5), read by dnsmasq 2.90',
    covers: 'each name behind an address that leads nowhere; an address in place of a name is rejected',
    notes: [
      {
        id: 'below',
        written: '0.0.0.0 bad.test',
        there: 'that name only',
        here: 'all below it, too, unless bare_host is host',
        blocks: 'more',
      },
      {
        id: 'redirection',
        written: '192.0.2.80 moved.test',
        there: 'leads to that address',
        here: 'rejected: row-malformed',
        blocks: 'less',
      },
    ],
  },
  semicolons: {
    source: 'the portal of one authority',
    covers: 'the page, or the host if only that is named, or the address if neither is',
    notes: [],
  },
  csv: {
    source: 'RFC 4180, read by Python 3.11',
    covers: 'the columns url, domain and ip; all others are ignored',
    notes: [
      {
        id: 'line-end',
        written: 'a quoted field over two lines',
        there: 'one row',
        here: 'two rows, both rejected',
        blocks: 'less',
      },
    ],
  },
  json: {
    source: 'RFC 8259, read by Python 3.11',
    covers: 'the arrays of entries, and the members named as in csv',
    notes: [],
  },
  'json-lines': { source: 'RFC 8259', covers: 'as json, one value a line', notes: [] },
  zone: {
    source: 'RFC 1035 and draft-vixie-dnsop-dns-rpz, read by BIND 9.18.49',
    covers: 'the name, or all below it with *.; what each record does is in the table of policy zones',
    notes: [
      {
        id: 'finer-name',
        written: '*.wild.test and fine.a.wild.test',
        there: 'a.wild.test and x.a.wild.test resolve: a finer name ends the wildcard (RFC 4592)',
        here: 'both are blocked: that is what the wildcard is written for',
        blocks: 'more',
      },
      {
        id: 'dot-forgotten',
        written: 'typo.test CNAME rpz-passthru',
        there: 'answers with a name that does not exist',
        here: 'passes, counted as action-unknown',
        blocks: 'less',
      },
      {
        id: 'same-site',
        written: 'www.shop.test CNAME safe.shop.test.',
        there: 'leads to the other name',
        here: 'passes, counted as same-site',
        blocks: 'less',
      },
      {
        id: 'beside-cname',
        written: 'a CNAME record next to others of its name',
        there: 'refuses the zone',
        here: 'reads each',
        blocks: 'more',
        isSeen: false,
      },
    ],
  },
  'filter-rules': {
    source: 'Adblock Plus filters, read by @ghostery/adblocker 2.18.2',
    covers: 'the name and all below it; a URL as the beginning of a page, in any case, on the name and all below it',
    notes: [
      {
        id: 'conditional',
        written: '||bad.test^$third-party',
        there: 'blocks some requests: by type, or by the page that asks',
        here: 'rejected: rule-unsupported',
        blocks: 'less',
      },
      {
        id: 'document',
        written: '||bad.test^$document',
        there: 'blocks the page that a person opens, not what other pages load from there',
        here: 'blocks both',
        blocks: 'more',
        isSeen: false,
      },
      {
        id: 'pattern',
        written: '/bad[0-9]/ or |http://bad.test/ or bad.test',
        there: 'compares the whole URL with it',
        here: 'rejected: rule-unsupported',
        blocks: 'less',
      },
      {
        id: 'separator',
        written: '||bad.test/a^',
        there: '^ is any sign but letters, digits and _ - . %',
        here: '^ is the end, or one of / ? & =',
        blocks: 'less',
      },
      {
        id: 'page-exception',
        written: '@@||bad.test/ok',
        there: 'lets the page through',
        here: 'rejected: rule-unsupported',
        blocks: 'more',
      },
      {
        id: 'exception-below',
        written: '||bad.test/a with @@||ok.bad.test^',
        there: 'ok.bad.test/a passes',
        here: 'it is blocked: a page is more specific than a host',
        blocks: 'more',
      },
      {
        id: 'below-exception',
        written: '@@||*.bad.test^',
        there: 'all below bad.test passes',
        here: 'rejected: rule-unsupported',
        blocks: 'more',
      },
      {
        id: 'finer-badfilter',
        written: '||*.bad.test^$badfilter or ||bad.test^$important,badfilter',
        there: 'takes that rule out',
        here: 'rejected: rule-unsupported',
        blocks: 'more',
      },
    ],
  },
  dnsmasq: {
    source: 'dnsmasq 2.90',
    covers: 'the names and all below them; a server for a name lets it pass, and the longer name decides',
    notes: [
      {
        id: 'star',
        written: 'address=/*bad.test/',
        there: 'all names that end so, notbad.test too',
        here: 'quarantined: wildcard',
        blocks: 'less',
      },
      {
        id: 'one-family',
        written: 'address=/bad.test/::',
        there: 'IPv4 addresses are answered',
        here: 'blocked',
        blocks: 'more',
      },
    ],
  },
  'keyed-hashes': { source: 'this product', covers: 'see keyed hashes', notes: [] },
  squidguard: {
    source: 'squidGuard 1.6.0',
    covers:
      'domains: the host and all below it. urls: what begins with the text, in any case and on every port, on the host and behind www, web and ftp, with digits or without',
    notes: [
      {
        id: 'longer-entry',
        written: 'bad.test and x.bad.test',
        there: 'y.bad.test passes: the longer entry hides the shorter one',
        here: 'both cover',
        blocks: 'more',
      },
      {
        id: 'host-text',
        written: 'site.test in urls',
        there: 'any host that begins so, site.test.other.example too',
        here: 'the site',
        blocks: 'less',
      },
      {
        id: 'url-in-domains',
        written: 'site.test/a in domains',
        there: 'covers nothing',
        here: 'as in urls',
        blocks: 'more',
      },
      {
        id: 'expressions',
        written: 'a file expressions in the folder',
        there: 'regular expressions over the whole URL',
        here: 'not read; counted once, as rule-unsupported',
        blocks: 'less',
      },
      {
        id: 'label-and-port',
        written: 'www.site.test/page',
        there: 'a request with a port, www.site.test:8080/page, passes',
        here: 'covered on every port',
        blocks: 'more',
      },
      {
        id: 'dot-segments',
        written: 'a request for /x/../page',
        there: 'passes',
        here: 'read as /page',
        blocks: 'more',
      },
      SCHEME,
      ESCAPES,
      ROOT_DOT,
      UNICODE,
      FRAGMENT,
    ],
  },
  e2guardian: {
    source: 'e2guardian 5.3.5',
    covers:
      'a host with all below it; a URL as the beginning of a page, up to the end or one of / ? & =, in any case and on every port, on the host and all below it; addresses and networks',
    notes: [
      {
        id: 'root',
        written: 'site.test in bannedurllist',
        there: 'all pages but the first one, /',
        here: 'the whole host',
        blocks: 'more',
      },
      {
        id: 'top-level',
        written: '.example',
        there: 'all below the top-level domain',
        here: 'rejected: host-empty-label',
        blocks: 'less',
      },
      {
        id: 'range',
        written: '203.0.113.1-203.0.113.9',
        there: 'each of the addresses',
        here: 'rejected: rule-unsupported',
        blocks: 'less',
      },
      {
        id: 'time',
        written: '#time: 9 0 17 0 01234',
        there: 'holds at these hours only',
        here: 'a comment: holds always',
        blocks: 'more',
        isSeen: false,
      },
      SCHEME,
      ESCAPES,
      ROOT_DOT,
      UNICODE,
    ],
  },
};

/**
 * What entries of a format cover, and differences from its source, a line each, for people.
 *
 *   Source: dnsmasq 2.90. An entry covers the names and all below them.
 *   blocks more  address=/bad.test/::  there: IPv4 addresses are answered; here: blocked
 */
export function describeDialect(format: ListFormat): readonly string[] {
  const { source, covers, notes } = LIST_DIALECTS[format];
  return [
    `Source: ${source}. An entry covers ${covers}.`,
    ...notes.map(({ blocks, written, there, here }) => `blocks ${blocks}  ${written}  there: ${there}; here: ${here}`),
  ];
}
