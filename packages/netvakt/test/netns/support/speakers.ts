/** BGP speakers on the filter's machine, and BIRD on the client's as their router. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';
import { until, WAIT } from '@netvakt/testing';
import { describeInNamespaces } from '../../../../proxy/test/netns/support/available.ts';
import { inNamespace } from '../../../../proxy/test/netns/support/program.ts';
import { CLIENT, FILTER_INSIDE, type Machine, type World } from '../../../../proxy/test/netns/support/world.ts';
import { folderWith } from '../../support/process.ts';

const SHIPPED = new URL('../../../../../deploy/exabgp/suspects.conf', import.meta.url);
const FOLLOW = fileURLToPath(new URL('../../../../../deploy/exabgp/netvakt-routes', import.meta.url));
const TOOLS = ['bird', 'exabgp', 'gobgpd'];
const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
const { skip } = describe;

/** `describe` for tests that need them; skipped elsewhere with the reason, never in CI. */
export const describeWithSpeakers: (name: string, tests: () => void) => void =
  missing.length === 0 || process.env['CI'] !== undefined
    ? describeInNamespaces
    : (name, tests) => skip(`${name} (not installed: ${missing.join(', ')})`, tests);

/** What runs, and ends with the test. */
export class Speakers {
  readonly #world: World;
  readonly #folder: string;
  readonly #children: ChildProcess[] = [];

  private constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
  }

  /** Starts the router. */
  static async create(world: World): Promise<Speakers> {
    const speakers = new Speakers(world, await folderWith({ 'bird.conf': ROUTER, 'gobgpd.toml': GOBGP }));
    speakers.#start(world.client, ['bird', '-f', '-c', speakers.#path('bird.conf'), '-s', speakers.#path('bird.ctl')]);
    return speakers;
  }

  /** ExaBGP with the configuration that is shipped; it reads {@link report}'s file. */
  async exabgp(): Promise<ChildProcess> {
    const text = (await readFile(SHIPPED, 'utf8'))
      .replaceAll('192.0.2.1 ', `${CLIENT[0]} `)
      .replaceAll('192.0.2.2;', `${FILTER_INSIDE[0]};`)
      .replaceAll('2001:db8::1 ', `${CLIENT[1]} `)
      .replaceAll('2001:db8::2;', `${FILTER_INSIDE[1]};`)
      .replaceAll('peer-as 64512', 'peer-as 64511')
      .replace('/etc/exabgp/netvakt-routes', FOLLOW)
      .replace('/var/lib/netvakt/exabgp-routes', this.#path('routes'));
    await writeFile(this.#path('exabgp.conf'), text);
    return this.#start(this.#world.filter, ['env', 'exabgp.daemon.user=root', 'exabgp', this.#path('exabgp.conf')]);
  }

  /** Writes commands to the file that ExaBGP reads. */
  report(commands: string): void {
    const script = 'cat > "$1.part" && mv "$1.part" "$1"';
    this.#world.filter.run(['sh', '-ec', script, 'sh', this.#path('routes')], commands);
  }

  /** GoBGP; resolves when it takes commands. */
  async gobgp(): Promise<void> {
    const words = ['-f', this.#path('gobgpd.toml'), '--api-hosts', '127.0.0.1:50051', '--pprof-disable'];
    this.#start(this.#world.filter, ['gobgpd', ...words]);
    await until('GoBGP takes commands', () => this.#ask('filter', ['gobgp', 'neighbor']) !== '');
  }

  /** The routes that the router has, once they are these; else those that it has in the end. */
  async routes(wanted: readonly string[]): Promise<readonly string[]> {
    const listed = await this.#settled(() => {
      const table = this.#ask('client', ['birdc', '-s', this.#path('bird.ctl'), 'show', 'route']);
      const found = [...table.matchAll(/^(\S+\/\d+).*\n\s+via (\S+)/gmu)];
      return found
        .map(([, route, hop]) => `${route} via ${hop}`)
        .toSorted()
        .join('\n');
    }, wanted.toSorted().join('\n'));
    return listed.split('\n').filter((line) => line !== '');
  }

  /** How many IPv4 routes the router has, once there are so many; else how many there are in the end. */
  count(wanted: number): Promise<number> {
    const words = ['birdc', '-s', this.#path('bird.ctl'), 'show', 'route', 'table', 'master4', 'count'];
    return this.#settled(() => Number(/^(\d+) of/mu.exec(this.#ask('client', words))?.[1]), wanted);
  }

  async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'exit');
    child.kill('SIGTERM');
    await closed;
  }

  async dispose(): Promise<void> {
    for (const child of this.#children.toReversed()) await this.stop(child);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #start({ namespace }: Machine, command: readonly string[]): ChildProcess {
    const [program, ...words] = inNamespace(namespace, command);
    const child = spawn(program, words, { stdio: 'ignore' });
    this.#children.push(child);
    return child;
  }

  #ask(machine: 'client' | 'filter', command: readonly string[]): string {
    const [program, ...words] = inNamespace(this.#world[machine].namespace, command);
    return spawnSync(program, words, { encoding: 'utf8' }).stdout;
  }

  /** What `look` gives once that is `wanted`; else what it gives when nothing has changed for {@link WAIT}. */
  async #settled<T>(look: () => T, wanted: T): Promise<T> {
    let [found, since] = [look(), Date.now()];
    while (found !== wanted && Date.now() - since < WAIT) {
      await wait(200);
      const next = look();
      if (next !== found) [found, since] = [next, Date.now()];
    }
    return found;
  }
}

const session = (v: 0 | 1): string => `
protocol bgp speaker${v} {
  local ${CLIENT[v]} as 64511; neighbor ${FILTER_INSIDE[v]} as 64512; connect delay time 1; error wait time 1, 2;
  ipv${v === 0 ? 4 : 6} { import all; export none; };
}`;
const ROUTER = `router id ${CLIENT[0]};\nprotocol device { }\n${session(0)}\n${session(1)}\n`;

const neighbour = (v: 0 | 1): string => `
[[neighbors]]
  [neighbors.config]
    neighbor-address = "${CLIENT[v]}"
    peer-as = 64511
  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "ipv${v === 0 ? 4 : 6}-unicast"
`;
const GOBGP = `[global.config]
  as = 64512
  router-id = "${FILTER_INSIDE[0]}"
${neighbour(0)}${neighbour(1)}`;
