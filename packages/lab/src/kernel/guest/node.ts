/**
 * The machine as a filter node: this kernel itself forwards, between a subscriber and an origin in namespaces of their own.
 *
 *   client  198.51.100.2 ─── 198.51.100.1  this machine  203.0.113.1 ─── 203.0.113.2   origin
 *           2001:db8:1::2    2001:db8:1::1               2001:db8:2::1   2001:db8:2::2
 *                            "subscribers"               "uplink"
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NETVAKT } from '../../filters/program.ts';

const FOLDER = '/tmp/node';
const SERVER = fileURLToPath(new URL('origin.ts', import.meta.url));
/** Size of the file that the origin has next to its page. */
export const LARGE_BYTES = 10_000_000;
const ORIGIN = ['203.0.113.2', '2001:db8:2::2'] as const;

const LINKS = `netns add client
netns add origin
link add subscribers type veth peer name uplink netns client
link add uplink type veth peer name subscribers netns origin
address add 198.51.100.1/24 dev subscribers
address add 2001:db8:1::1/64 dev subscribers nodad
address add 203.0.113.1/24 dev uplink
address add 2001:db8:2::1/64 dev uplink nodad
link set subscribers up
link set uplink up
`;
const CLIENT = `address add 198.51.100.2/24 dev uplink
address add 2001:db8:1::2/64 dev uplink nodad
link set uplink up
route add default via 198.51.100.1
route add default via 2001:db8:1::1
`;
const ORIGIN_END = `address add 203.0.113.2/24 dev subscribers
address add 2001:db8:2::2/64 dev subscribers nodad
link set subscribers up
route add default via 203.0.113.1
route add default via 2001:db8:2::1
`;

/** Seconds after which a client gives up: a machine that is emulated on a busy one takes its time. */
const PATIENCE = '60';

/** What a program has printed, and how it ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the filter is set up. */
export interface FilterSetup {
  /** More keys of the listener of mode packet, each with a comma before it. */
  readonly listener?: string;
  /** More keys of `interception`, each with a comma before it. */
  readonly interception?: string;
  readonly adminPort?: number;
}

/** Runs a program to its end. */
export function run([command = '', ...rest]: readonly string[], input = ''): ProgramEnd {
  const { status, stdout, stderr } = spawnSync(command, rest, { input, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** As {@link run}; throws if it fails. */
export function mustRun(command: readonly string[], input = ''): string {
  const { code, stdout, stderr } = run(command, input);
  if (code !== 0) throw new Error(`${command.slice(0, 8).join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

const inClient = (command: readonly string[]): readonly string[] => ['ip', 'netns', 'exec', 'client', ...command];
const inOrigin = (command: readonly string[]): readonly string[] => ['ip', 'netns', 'exec', 'origin', ...command];

/** Cables, addresses and an origin that answers TLS on both families. */
export async function build(): Promise<void> {
  mkdirSync(FOLDER);
  mustRun(['ip', '-batch', '-'], LINKS);
  mustRun(['ip', '-n', 'client', '-batch', '-'], CLIENT);
  mustRun(['ip', '-n', 'origin', '-batch', '-'], ORIGIN_END);
  mustRun(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  const files = ['-keyout', `${FOLDER}/key.pem`, '-out', `${FOLDER}/cert.pem`];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=free.test'];
  mustRun(['openssl', 'req', ...kind, ...files]);
  const words = [process.execPath, '--conditions=@netvakt/source', SERVER, `${FOLDER}/key.pem`, `${FOLDER}/cert.pem`];
  const [command = '', ...rest] = inOrigin([...words, String(LARGE_BYTES)]);
  const origin = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  origin.unref();
  await once(origin.stdout, 'data');
}

/** Writes a configuration; returns its path. */
export function configured({ listener = '', interception = '', adminPort = 9464 }: FilterSetup): string {
  const file = `${FOLDER}/netvakt-${adminPort}.yaml`;
  writeFileSync(`${FOLDER}/domains.txt`, 'blocked.test\n');
  writeFileSync(
    file,
    `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: domains, file: domains.txt }]
admin: { port: ${adminPort} }
log: { format: json }
statistics: { interval_seconds: 0 }
proxy: { workers: 1, listen: [{ mode: packet${listener} }] }
interception: { subscribers: [subscribers], canary: false, state_folder: state${interception} }
`,
  );
  return file;
}

/** A command of netvakt, run to its end. */
export function netvakt(words: readonly string[]): ProgramEnd {
  return run([...NETVAKT, ...words]);
}

/** A filter that listens. Throws if it ends before it does. */
export async function startFilter(file: string): Promise<ChildProcess> {
  const [command, ...words] = NETVAKT;
  const filter = spawn(command, [...words, 'run', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  for await (const chunk of filter.stderr.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (!output.includes('"listening"')) continue;
    filter.stderr.resume();
    return filter;
  }
  throw new Error(`the filter did not start: ${output.slice(0, 2000)}`);
}

/** Ends it with a signal, and waits until it has ended. */
export async function end(filter: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const closed = once(filter, 'close');
  filter.kill(signal);
  await closed;
}

/** What curl and OpenSSL, on the client's machine, come to: true if the origin answers them. */
export function answers(host: string, family: 0 | 1): boolean {
  const address = family === 0 ? ORIGIN[0] : `[${ORIGIN[1]}]`;
  const curl = run(curlOf(host, address, 'page')).code === 0;
  const connect = ['-connect', `${address}:443`, '-servername', host, '-brief'];
  const openssl = run(inClient(['timeout', PATIENCE, 'openssl', 's_client', ...connect])).code === 0;
  if (curl !== openssl) throw new Error(`${host}: curl ${curl ? 'has' : 'has no'} answer, openssl differs`);
  return curl;
}

/** Bytes of the origin's large file that a client gets. */
export function download(host: string): number {
  return Number(mustRun(curlOf(host, ORIGIN[0], 'large')));
}

function curlOf(host: string, address: string, path: string): readonly string[] {
  const words = ['--resolve', `${host}:443:${address}`, '-sk', '--max-time', PATIENCE, '-o', '/dev/null'];
  return inClient(['curl', ...words, '-w', '%{size_download}', `https://${host}/${path}`]);
}

/** One series of the metrics; 0 if there is none. */
export function metric(series: string, adminPort = 9464): number {
  const { stdout } = run(['curl', '-s', `http://127.0.0.1:${adminPort}/metrics`]);
  const line = stdout.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
