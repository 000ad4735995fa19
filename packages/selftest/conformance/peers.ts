import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, freePort, makeFolder, squidArguments, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { type FilterFormat, type OriginAddresses, syntheticList } from '../src/lists/formats.ts';

/** A filter that was started, and how the self-test reaches it. */
interface RunningPeer {
  readonly daemon: Daemon;
  readonly words: readonly string[];
}

export interface Peer {
  readonly name: string;
  /** Debian package, for its version. */
  readonly package: string;
  /** How it was set up, in a sentence. */
  readonly about: string;
  /** How the list is written for it. */
  readonly format: FilterFormat;
  start(): Promise<RunningPeer>;
}

/** Where all names lead in the namespace. */
export const PLACE: OriginAddresses = { address: '127.0.0.1', httpPort: 80, httpsPort: 443 };

/** The text of a list with one file. */
function list(format: FilterFormat): string {
  return [...syntheticList(format, PLACE).values()].join('');
}

const proxyAt = (port: number): string[] => ['--proxy', `http://127.0.0.1:${port}`];

const squid: Peer = {
  name: 'Squid',
  package: 'squid',
  format: 'squid',
  about:
    'Explicit proxy, no cache. `dstdomain` for whole hosts, `dst` for addresses, `url_regex` for pages; `http_access deny` for each, and the usual rules for ports.',
  async start() {
    const port = await freePort();
    const folder = makeFolder('squid');
    const text = `http_port 127.0.0.1:${port}
visible_hostname proxy.example
pid_filename none
pinger_enable off
cache deny all
access_log none
cache_log ${folder}/cache.log
coredump_dir ${folder}
shutdown_lifetime 1 seconds
acl SSL_ports port 443
acl Safe_ports port 80 443
acl CONNECT method CONNECT
${list('squid')}http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow localhost
http_access deny all
`;
    const file = writeInto(folder, 'squid.conf', text);
    const args = squidArguments(file, port);
    const daemon = await startDaemon({ name: 'squid', command: 'squid', args, folder, port });
    return { daemon, words: proxyAt(port) };
  },
};

const tinyproxy: Peer = {
  name: 'tinyproxy',
  package: 'tinyproxy-bin',
  format: 'tinyproxy',
  about:
    'Explicit proxy. A filter file of extended regular expressions with `FilterURLs On`, `FilterExtended On`; CONNECT to port 443.',
  async start() {
    const port = await freePort();
    const folder = makeFolder('tinyproxy');
    const rules = writeInto(folder, 'filter', list('tinyproxy'));
    const text = `Port ${port}\nListen 127.0.0.1\nTimeout 30\nMaxClients 100\nLogLevel Critical\nConnectPort 443\nFilter "${rules}"\nFilterURLs On\nFilterExtended On\nFilterDefaultDeny No\n`;
    const file = writeInto(folder, 'tinyproxy.conf', text);
    const daemon = await startDaemon({
      name: 'tinyproxy',
      command: 'tinyproxy',
      args: ['-d', '-c', file],
      folder,
      port,
    });
    return { daemon, words: proxyAt(port) };
  },
};

const haproxy: Peer = {
  name: 'HAProxy',
  package: 'haproxy',
  format: 'haproxy',
  about:
    'It is no forward proxy, so it stands in front of the origins: a frontend in mode http with `http-request deny` on Host and path, and one in mode tcp with `tcp-request content reject` on the SNI. Its experimental `normalize-uri` is left off.',
  async start() {
    const port = await freePort();
    const tlsPort = await freePort();
    const folder = makeFolder('haproxy');
    const [inHttp = '', inTcp = ''] = list('haproxy').split('# mode tcp\n');
    const text = `defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 60s
frontend http
  mode http
  bind 127.0.0.1:${port}
  ${inHttp.trim().split('\n').join('\n  ')}
  default_backend web
backend web
  mode http
  server web 127.0.0.1:80
frontend tls
  mode tcp
  bind 127.0.0.1:${tlsPort}
  tcp-request inspect-delay 5s
  ${inTcp.trim().split('\n').join('\n  ')}
  tcp-request content accept if { req.ssl_hello_type 1 }
  default_backend secure
backend secure
  mode tcp
  server secure 127.0.0.1:443
`;
    const file = writeInto(folder, 'haproxy.cfg', text);
    const daemon = await startDaemon({ name: 'haproxy', command: 'haproxy', args: ['-db', '-f', file], folder, port });
    return { daemon, words: ['--route', '127.0.0.1', '--ports', `${port},${tlsPort}`, '--source', 'any'] };
  },
};

const e2guardian: Peer = {
  name: 'e2guardian',
  package: 'e2guardian',
  format: 'e2guardian',
  about:
    'Explicit proxy, direct (no parent), no interception of TLS. The configuration of its Debian package with `bannedsitelist`, `bannedurllist` and `bannedsiteiplist` replaced by the synthetic list, and the weighing of phrases off.',
  async start() {
    const port = await freePort();
    const folder = makeFolder('e2guardian');
    cpSync('/etc/e2guardian', folder, { recursive: true });
    for (const [name, text] of syntheticList('e2guardian', PLACE)) writeInto(join(folder, 'lists'), name, text);
    const main = edited('/etc/e2guardian/e2guardian.conf', folder, [
      [/^filterports = .*/m, `filterports = ${port}`],
      [/^filterip =.*/m, 'filterip = 127.0.0.1'],
      [/^nodaemon = .*/m, 'nodaemon = on'],
      [/^weightedphrasemode = .*/m, 'weightedphrasemode = 0'],
      [/^loglevel = .*/m, 'loglevel = 0'],
      [/^transparenthttpsport = .*/m, ''],
      [/^httpworkers = .*/m, 'httpworkers = 50'],
      [
        /$/,
        `\nloglocation = '${folder}/access.log'\npidfilename = '${folder}/pid'\ndaemonuser = 'nobody'\ndaemongroup = 'nogroup'\n`,
      ],
    ]);
    const file = writeInto(folder, 'e2guardian.conf', main);
    writeInto(folder, 'e2guardianf1.conf', edited('/etc/e2guardian/e2guardianf1.conf', folder, []));
    for (const story of ['common.story', 'examplef1.story', 'preauth.story', 'site.story'])
      writeInto(folder, story, edited(`/etc/e2guardian/${story}`, folder, []));
    const daemon = await startDaemon({
      name: 'e2guardian',
      command: 'e2guardian',
      args: ['-N', '-c', file],
      folder,
      port,
    });
    return { daemon, words: proxyAt(port) };
  },
};

function edited(file: string, folder: string, edits: readonly (readonly [RegExp, string])[]): string {
  const moved = readFileSync(file, 'utf8').replaceAll('/etc/e2guardian/', `${folder}/`);
  return edits.reduce((text, [from, to]) => text.replace(from, to), moved);
}

/** In the order of the table. */
export const PEERS: readonly Peer[] = [squid, e2guardian, haproxy, tinyproxy];
