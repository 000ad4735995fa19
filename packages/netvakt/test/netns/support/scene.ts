import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WAIT } from '@netvakt/testing';
import { inNamespace, type Program } from '../../../../proxy/test/netns/support/program.ts';
import { ORIGIN, World } from '../../../../proxy/test/netns/support/world.ts';
import { patientLimits } from '../../support/patient-limits.ts';
import { folderWith, Netvakt } from '../../support/process.ts';
import type { Target } from '../programs/visitors.ts';

const DOWNLOAD = new URL('../programs/download.ts', import.meta.url);
const VISITORS = new URL('../programs/visitors.ts', import.meta.url);
const WEB = fileURLToPath(new URL('../programs/web.ts', import.meta.url));
const ADMIN_PORT = 9464;

/** What curl saw: the body, then what came of it. */
export interface Visit {
  readonly status: string;
  readonly exit: string;
  readonly body: string;
  /** The error of curl, if it failed. */
  readonly printed: string;
}

/** How the program under test is started. */
export interface Start {
  /** `proxy.listen`, as YAML. */
  readonly listen: string;
  /** More keys of `proxy`, each a line of its own. */
  readonly proxy?: string;
  /** Bounds that the test is about; no other deadline is near. */
  readonly limits?: Readonly<Record<string, number>>;
  readonly adminPort?: number;
  /** More keys of the whole file, each with a line of its own. */
  readonly root?: string;
  readonly through?: readonly string[];
}

/** What leads flows to a listener of packets, in the namespaces of a {@link Scene}. */
const PACKET_INTERCEPTION: string =
  'interception: { subscribers: [subscribers], canary: false, rules: own, state_folder: state }\n';

/** Client, filter and origin in namespaces of their own, the real program on the filter, the web on the origin. */
export class Scene {
  readonly world: World;
  #web: ChildProcess | undefined;
  readonly #filters: Netvakt[] = [];

  private constructor(world: World) {
    this.world = world;
  }

  static async create(): Promise<Scene> {
    const scene = new Scene(await World.create());
    // What reaches the origin at all: nothing comes without a connection. The last packets of an earlier one may come late.
    scene.world.origin.rules(`table inet seen {
  counter web { }
  chain input { type filter hook input priority 0; tcp dport { 80, 443 } tcp flags & (syn | ack) == syn counter name web; }
}`);
    return scene;
  }

  /**
   * A program that takes verdicts on packets, and then the rules of `netvakt export nft` in force. `more`: keys of the listener of packets,
   * each with a comma before it.
   */
  async packetFilter(more: string, adminPort: number = ADMIN_PORT): Promise<Netvakt> {
    const listen = `[{ mode: packet${more} }, { mode: tproxy, address: "::", port: 8080 }]`;
    const limits = { hello_seconds: 60 };
    const file = await this.configuration({ listen, adminPort, limits, root: PACKET_INTERCEPTION });
    const netvakt = this.#spawn(['run', '--config', file]);
    await netvakt.logged('listening');
    const { code, stderr } = await this.command(['export', 'nft', '--apply', '--config', file]);
    if (code !== 0) throw new Error(stderr);
    return netvakt;
  }

  /** Replaces the host that speaks first by a web server. */
  async web(): Promise<void> {
    await this.world.host.stop();
    const folder = await folderWith({});
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=free.test'];
    spawnSync('openssl', ['req', ...kind, ...files]);
    const [command, ...rest] = inNamespace(this.world.origin.namespace, [process.execPath, WEB, folder]);
    this.#web = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(this.#web.stdout as NodeJS.ReadableStream, 'data');
  }

  /** Writes a configuration and its list; resolves with the path. */
  async configuration({ listen, proxy = '', limits, adminPort = ADMIN_PORT, root = '' }: Start): Promise<string> {
    const listed = { 'domains.txt': 'blocked.test\nn500.test\n' };
    const more = `  limits: ${patientLimits(limits)}\n${proxy}`;
    const folder = await folderWith({ 'netvakt.yaml': root + configText(listen, more, adminPort), ...listed });
    return join(folder, 'netvakt.yaml');
  }

  /** A program that is starting, or failing to. */
  async begin(start: Start): Promise<Netvakt> {
    return this.#spawn(['run', '--config', await this.configuration(start)], start.through);
  }

  /** A command on the filter's machine, run to its end. */
  async command(
    words: readonly string[],
  ): Promise<{ readonly code: number | null } & Pick<Netvakt, 'stdout' | 'stderr'>> {
    const netvakt = this.#spawn(words);
    const code = await netvakt.exited;
    return { code, stdout: netvakt.stdout, stderr: netvakt.stderr };
  }

  #spawn(words: readonly string[], through: readonly string[] = []): Netvakt {
    const netvakt = new Netvakt(words, [], [...inNamespace(this.world.filter.namespace, through)]);
    this.#filters.push(netvakt);
    return netvakt;
  }

  /** A program that listens. */
  async filter(start: Start): Promise<Netvakt> {
    const netvakt = await this.begin(start);
    await netvakt.logged('listening');
    return netvakt;
  }

  /** One request from the client's machine to the origin, whatever the name is. */
  visit(url: string, v: 0 | 1, more: readonly string[] = []): Visit {
    const lines = this.curl(v, ['-w', '\n%{http_code}\n%{exitcode}\n%{errormsg}', ...more, url]).split('\n');
    const [status = '', exit = '', printed = ''] = lines.slice(-3);
    return { status, exit, printed, body: lines.slice(0, -3).join('\n') };
  }

  /** What a curl on the client's machine prints, for which all names are the origin's. */
  curl(v: 0 | 1, words: readonly string[]): string {
    return this.world.client.run(curlCommand(v, words));
  }

  /** Begins a download of 16 MiB from the client's machine, and reads no more of it; what is returned reads on, and resolves with how it ended. */
  async download(v: 0 | 1): Promise<() => Promise<unknown>> {
    const program = this.world.client.start(DOWNLOAD, { host: ORIGIN[v], port: 80 });
    await program.next();
    return async () => (await program.ask({ on: true }))['ended'];
  }

  /** As {@link curl}, while other things happen. */
  async curlLater(v: 0 | 1, words: readonly string[]): Promise<string> {
    const [command, ...rest] = inNamespace(this.world.client.namespace, curlCommand(v, words));
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
    await once(child, 'close');
    return printed;
  }

  /** Visitors on the client's machine. */
  async visitors(target: Target): Promise<Program> {
    const program = this.world.client.start(VISITORS, target);
    await program.next();
    return program;
  }

  /** Connections to the web that have been asked for at the origin since the last call. */
  reached(): number {
    const reset = this.world.origin.run(['nft', 'reset', 'counter', 'inet', 'seen', 'web']);
    return Number(/packets (\d+)/.exec(reset)?.[1]);
  }

  /** The value of one series; 0 if there is none. */
  metric(series: string, adminPort: number = ADMIN_PORT): number {
    const text = this.world.filter.run(['curl', '-s', `http://127.0.0.1:${adminPort}/metrics`]);
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? 0);
  }

  async stopFilters(): Promise<void> {
    await Promise.all(this.#filters.splice(0).map((netvakt) => netvakt.kill()));
  }

  async dispose(): Promise<void> {
    await this.stopFilters();
    if (this.#web !== undefined) {
      const closed = once(this.#web, 'close');
      this.#web.stdin?.end();
      await closed;
    }
    await this.world.dispose();
  }
}

/** All names are the origin's. An error of curl is no failure of the command: its output decides. */
function curlCommand(v: 0 | 1, words: readonly string[]): string[] {
  const host = v === 0 ? ORIGIN[0] : `[${ORIGIN[1]}]`;
  const resolve = [80, 443].flatMap((port) => ['--resolve', `*:${port}:${host}`]);
  return ['sh', '-c', 'curl "$@" || true', 'sh', '-sk', '--max-time', `${WAIT / 1000}`, ...resolve, ...words];
}

function configText(listen: string, proxy: string, adminPort: number): string {
  return `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists:
  - { id: domains, file: domains.txt }
admin: { port: ${adminPort} }
log: { format: json, level: debug }
statistics: { interval_seconds: 0 }
shutdown_grace_seconds: ${WAIT / 1000}
proxy:
  workers: 2
  listen: ${listen}
${proxy}`;
}
