/** The resolvers of this release of Debian, each with the file that is exported for it and the command that makes it read it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, freePorts } from '../../support/ports.ts';
import { folderWith } from '../../support/process.ts';
import type { Programs } from '../../support/programs.ts';

/** Name of the policy zone. */
export const ZONE = 'rpz.invalid';

export type ResolverName = 'bind' | 'unbound' | 'pdns' | 'knot' | 'unbound-zones' | 'dnsmasq' | 'hosts';

/** What a resolver is started with. */
export interface Upstream {
  readonly programs: Programs;
  /** Port of the origin. */
  readonly origin: number;
  /** The exported file. */
  readonly file: string;
}

/** A resolver that runs. */
export interface RunningResolver {
  readonly port: number;
  /** For `--reload`. */
  readonly reload: string;
  readonly output: () => string;
}

/** One row: which export it reads, and how it is started. */
export interface ResolverUnderTest {
  readonly format: 'rpz' | 'knot' | 'unbound' | 'dnsmasq' | 'hosts';
  readonly start: (upstream: Upstream) => Promise<RunningResolver>;
}

/** Lines of `response-policy` that the documentation asks for. BIND's own pause between two versions would be 60 s. */
export const BIND_POLICY = 'break-dnssec yes qname-wait-recurse no min-update-interval 1';

/** @param policy - what follows the zone in `response-policy`. */
export async function startBind(
  { programs, origin, file }: Upstream,
  policy: string = BIND_POLICY,
): Promise<RunningResolver> {
  const [port = 0, control = 0] = await freePorts(2);
  const key = 'key "k" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };\n';
  const folder = await folderWith({
    'named.conf': `${key}controls { inet 127.0.0.1 port ${control} allow { 127.0.0.1; } keys { k; }; };
options {
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none; dnssec-validation no;
  forward only; forwarders { 127.0.0.1 port ${origin}; };
  response-policy { zone "${ZONE}"; } ${policy};
};
zone "${ZONE}" { type primary; file "${file}"; allow-query { none; }; };
`,
    'rndc.conf': `${key}options { default-key "k"; default-server 127.0.0.1; default-port ${control}; };\n`,
  });
  const { output } = programs.start('named', ['-g', '-c', join(folder, 'named.conf')]);
  return { port, output, reload: `rndc -c ${join(folder, 'rndc.conf')} reload ${ZONE}` };
}

/** @param include - lines of the configuration in addition to those that every test needs; @param modules - `module-config`. */
async function startUnbound(
  { programs, origin }: Upstream,
  include: string,
  modules: string,
  reload: string,
): Promise<RunningResolver> {
  const port = await freePort();
  const folder = await folderWith({});
  const path = join(folder, 'unbound.conf');
  const text = `${include}
server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  interface: 127.0.0.1@${port}
  module-config: "${modules}"
  do-not-query-localhost: no
  local-zone: "test." nodefault
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${origin}
remote-control:
  control-enable: yes
  control-interface: ${folder}/control
  control-use-cert: no
`;
  await writeFile(path, text);
  const { output } = programs.start('unbound', ['-d', '-c', path]);
  return { port, output, reload: `unbound-control -c ${path} ${reload}` };
}

/** @param more - options of `rpzFile` in addition to the name. */
export async function startPdns({ programs, origin, file }: Upstream, more = ''): Promise<RunningResolver> {
  const port = await freePort();
  const folder = await folderWith({ 'rpz.lua': `rpzFile("${file}", { policyName = "netvakt"${more} })\n` });
  const settings = {
    'local-address': '127.0.0.1',
    'local-port': port,
    'forward-zones-recurse': `.=127.0.0.1:${origin}`,
    dnssec: 'process-no-validate',
    'socket-dir': folder,
    'lua-config-file': join(folder, 'rpz.lua'),
    'hint-file': 'no',
    'security-poll-suffix': '',
    'write-pid': 'no',
    setuid: '',
    setgid: '',
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(folder, 'recursor.conf'), lines.join(''));
  const { output } = programs.start('pdns_recursor', [`--config-dir=${folder}`, '--daemon=no']);
  const control = `rec_control --socket-dir=${folder}`;
  return { port, output, reload: `${control} reload-lua-config && ${control} wipe-cache '$'` };
}

/** Starts Knot Resolver. @param policy - its lines before the one that forwards. */
export async function startKnot({ programs, origin }: Upstream, policy: string): Promise<RunningResolver> {
  const port = await freePort();
  const folder = await folderWith({
    'kresd.conf': `net.listen('127.0.0.1', ${port}, { kind = 'dns' })
trust_anchors.remove('.')
for _, name in ipairs({ 'ta_update', 'ta_sentinel', 'ta_signal_query', 'priming', 'detect_time_skew', 'detect_time_jump' }) do
  pcall(modules.unload, name)
end
cache.open(10 * MB)
${policy}
policy.add(policy.all(policy.STUB({'127.0.0.1@${origin}'})))
`,
  });
  const { output, child } = programs.start('kresd', ['-n', '-c', join(folder, 'kresd.conf'), folder]);
  // As socat does it, which the documentation names.
  const send =
    'import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(9); s.send(sys.argv[2].encode()); s.recv(999)';
  return {
    port,
    output,
    reload: `python3 -c "${send}" ${folder}/control/${child.pid} "${policy.replaceAll('"', "'")}\n"`,
  };
}

/** Without a cache: an answer with an alias would put the address of a listed name into it, and that is looked up first. */
export async function startDnsmasq(
  { programs, origin }: Pick<Upstream, 'programs' | 'origin'>,
  words: readonly string[],
  cacheSize = 0,
): Promise<RunningResolver> {
  const port = await freePort();
  const own = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--pid-file=',
    '--user=root',
  ];
  const sockets = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', `--server=127.0.0.1#${origin}`];
  const { output, child } = programs.start('dnsmasq', [...own, ...sockets, `--cache-size=${cacheSize}`, ...words]);
  return { port, output, reload: `kill -HUP ${child.pid}` };
}

/** Every resolver that an export is made for. */
export const RESOLVERS: Readonly<Record<ResolverName, ResolverUnderTest>> = {
  bind: { format: 'rpz', start: (upstream) => startBind(upstream) },
  unbound: {
    format: 'rpz',
    start: (upstream) =>
      startUnbound(
        upstream,
        `rpz:\n  name: "${ZONE}"\n  zonefile: "${upstream.file}"`,
        'respip iterator',
        `auth_zone_reload ${ZONE}`,
      ),
  },
  pdns: { format: 'rpz', start: (upstream) => startPdns(upstream) },
  knot: { format: 'knot', start: (upstream) => startKnot(upstream, `dofile('${upstream.file}')`) },
  'unbound-zones': {
    format: 'unbound',
    start: (upstream) => startUnbound(upstream, `include: "${upstream.file}"`, 'iterator', 'reload'),
  },
  dnsmasq: { format: 'dnsmasq', start: (upstream) => startDnsmasq(upstream, [`--servers-file=${upstream.file}`]) },
  hosts: { format: 'hosts', start: (upstream) => startDnsmasq(upstream, [`--addn-hosts=${upstream.file}`]) },
};

/** The programs that they are, with those that ask and reload them. */
export const PROGRAMS: readonly string[] =
  'named named-checkzone dnssec-signzone rndc dig unbound unbound-checkconf unbound-control pdns_recursor rec_control kresd dnsmasq python3'.split(
    ' ',
  );
