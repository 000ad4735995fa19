import { isIP } from 'node:net';
import { ENTRIES, HOSTS, type SyntheticEntry } from './names.ts';

/** How the synthetic list can be written. Keys are what `--format` takes. */
export const FILTER_FORMATS = {
  urls: 'one entry a line, whole hosts and pages: Netvakt, and most loaders of URL lists',
  domains: 'whole hosts alone, one a line',
  squid: 'access rules for squid.conf',
  e2guardian: 'bannedsitelist, bannedurllist and bannedsiteiplist',
  haproxy: 'http-request and tcp-request rules for a frontend',
  tinyproxy: 'a filter file (FilterURLs On, FilterType ere)',
  netvakt: 'lists and proxy.hosts of a netvakt.yaml',
  hosts: 'a hosts file that leads every name to the origins',
} as const;
export type FilterFormat = keyof typeof FILTER_FORMATS;

/** The files of one format: name and text. */
export type ListFiles = ReadonlyMap<string, string>;

const HEAD = '# The synthetic list of netvakt selftest. Reserved names only.\n';

/** Where the names lead. */
export interface OriginAddresses {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** The synthetic list, as the filter’s own documentation writes hosts and URLs. */
export function syntheticList(format: FilterFormat, origins: OriginAddresses): ListFiles {
  return WRITERS[format](origins);
}

const WRITERS: Readonly<Record<FilterFormat, (origins: OriginAddresses) => ListFiles>> = {
  urls: () => one('selftest.txt', ENTRIES.map(asUrl)),
  domains: () =>
    one(
      'selftest-domains.txt',
      wholeHosts().map(({ host }) => host),
    ),
  squid: () => one('selftest.conf', squidRules()),
  e2guardian: () =>
    new Map([
      ['bannedsitelist', lines(ENTRIES.filter(isDomain).map(({ host }) => host))],
      ['bannedurllist', lines(pages().map(({ host, path }) => `${host}${unescaped(path).replace(/\/$/, '')}`))],
      ['bannedsiteiplist', lines(ENTRIES.filter(isAddress).map(({ host }) => host))],
    ]),
  haproxy: () => one('selftest.cfg', haproxyRules()),
  tinyproxy: () => one('selftest.filter', tinyproxyRules()),
  netvakt: (origins) => one('netvakt.yaml', netvaktKeys(origins)),
  hosts: ({ address }) =>
    one(
      'hosts',
      HOSTS.filter((host) => !isLiteral(host)).map((host) => `${address} ${host}`),
    ),
};

const isLiteral = (host: string): boolean => isIP(host) > 0;

const isDomain = ({ kind }: SyntheticEntry): boolean => kind === 'domain';
const isAddress = ({ kind }: SyntheticEntry): boolean => kind === 'address';
const wholeHosts = (): SyntheticEntry[] => ENTRIES.filter(({ kind }) => kind === 'domain' || kind === 'address');
const pages = (): SyntheticEntry[] => ENTRIES.filter(({ kind }) => kind === 'prefix' || kind === 'page');

const lines = (texts: readonly string[]): string => `${HEAD}${texts.join('\n')}\n`;
const one = (name: string, texts: readonly string[]): ListFiles => new Map([[name, lines(texts)]]);

function asUrl({ kind, host, path }: SyntheticEntry): string {
  return kind === 'domain' || kind === 'address' ? host : `http://${host}${path}`;
}

const escaped = (text: string): string => text.replaceAll(/[.?+*^$()[\]{}|\\]/g, '\\$&');

/** dstdomain and dst for hosts, url_regex for pages: the ways that its documentation names. -n: nothing is looked up for them. */
function squidRules(): string[] {
  const domains = ENTRIES.filter(isDomain).map(({ host }) => `.${host}`);
  const addresses = ENTRIES.filter(isAddress).map(({ host }) => host);
  const patterns = pages().map((page) => pattern({ ...page, path: unescaped(page.path) }));
  return [
    `acl selftest_domains dstdomain -n ${domains.join(' ')}`,
    `acl selftest_addresses dst -n ${addresses.join(' ')}`,
    ...patterns.map((text) => `acl selftest_pages url_regex ${text}`),
    'http_access deny selftest_domains',
    'http_access deny selftest_addresses',
    'http_access deny selftest_pages',
  ];
}

/** As Squid and e2guardian compare: they unescape the URL first. */
function unescaped(path: string): string {
  return decodeURI(path);
}

/** A page covers any query if its entry has none. */
function pattern({ kind, host, path }: SyntheticEntry): string {
  const end = kind === 'prefix' ? '' : path.includes('?') ? '$' : '(\\?|$)';
  return `^http://${escaped(host)}(:80)?${escaped(path)}${end}`;
}

/** For a frontend in mode http; the last lines for one in mode tcp. */
function haproxyRules(): string[] {
  const domains = ENTRIES.filter(isDomain).map(({ host }) => host);
  const addresses = ENTRIES.filter(isAddress).map(({ host }) => host);
  const host = 'req.hdr(host),host_only,lower';
  return [
    '# mode http',
    `http-request deny if { ${host} -m str ${domains.join(' ')} }`,
    `http-request deny if { ${host} -m end ${domains.map((name) => `.${name}`).join(' ')} }`,
    `http-request deny if { ${host} -m str ${addresses.flatMap((text) => [text, `[${text}]`]).join(' ')} }`,
    ...pages().map(({ kind, host: name, path }) => {
      const [plain = '', query] = path.split('?');
      const asked = query === undefined ? '' : ` { query -m str ${query} }`;
      return `http-request deny if { ${host} -m str ${name} } { path -m ${kind === 'prefix' ? 'beg' : 'str'} ${plain} }${asked}`;
    }),
    '# mode tcp',
    `tcp-request content reject if { req.ssl_sni,lower -m str ${domains.join(' ')} }`,
    `tcp-request content reject if { req.ssl_sni,lower -m end ${domains.map((name) => `.${name}`).join(' ')} }`,
  ];
}

/** Extended regular expressions on the URL; a tunnel’s URL is its host and port. */
function tinyproxyRules(): string[] {
  return [
    ...ENTRIES.filter(isDomain).map(({ host }) => `^(https?://)?([^/]*\\.)?${escaped(host)}(:[0-9]*)?(/|$)`),
    ...ENTRIES.filter(isAddress).map(({ host }) => `^(https?://)?\\[?${escaped(host)}\\]?(:[0-9]*)?(/|$)`),
    ...pages().map(pattern),
  ];
}

/** To be added to a configuration: the list, and where an explicit proxy finds the names. */
function netvaktKeys({ address, httpPort, httpsPort }: OriginAddresses): string[] {
  const to = (port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
  return [
    'lists:',
    '  - { id: selftest, file: selftest.txt, format: urls, statistics: apart }',
    'proxy:',
    '  hosts:',
    ...HOSTS.flatMap((host) => [hostLine(host, 80, to(httpPort)), hostLine(host, 443, to(httpsPort))]),
  ];
}

/** Cut where formatters of YAML cut, so that what is pasted stays as it is. */
function hostLine(host: string, port: number, to: string): string {
  const line = `    - { name: "${host}", port: ${port}, to: "${to}" }`;
  const long = line.length > 120;
  return long ? `    - {\n        name: "${host}",\n        port: ${port},\n        to: "${to}",\n      }` : line;
}
