/** What a node reports about itself, to who asks it over the network or looks into its box. */
import { bare, CABLES, type NodeName } from './addresses.ts';
import type { Boxes } from './boxes.ts';
import { PORTS } from './configuration.ts';

/** The reports of the node's administration port and its speaker. */
export interface NodeState {
  readonly answers: boolean;
  readonly ready: boolean;
  /** The router has its routes of both families, which come and go a moment apart; and of none. */
  readonly announced: boolean;
  readonly withdrawn: boolean;
}

/** The numbers of the reloads that began and ended last. */
interface Reloads {
  readonly begun: number;
  readonly ended: number;
}

export class NodeView {
  readonly #boxes: Boxes;
  readonly #name: NodeName;
  readonly #addresses: readonly [ipv4: string, ipv6: string];

  constructor(boxes: Boxes, name: NodeName) {
    this.#boxes = boxes;
    this.#name = name;
    this.#addresses = bare(CABLES[name].other);
  }

  /** Asks the node from the router. */
  state(): NodeState {
    const [four, six] = this.#addresses;
    const ask = PORTS.map(
      (port) => `curl -s -m 1 -o /dev/null -w '%{http_code} ' http://${four}:${port}/-/ready || true`,
    );
    const count = `ip route show table 200 | grep -c ${four}; ip -6 route show table 200 | grep -c ${six}; true`;
    const words = this.#boxes
      .run('router', ['sh', '-c', `${ask.join('; ')}; ${count}`])
      .trim()
      .split(/\s+/u);
    const codes = words.slice(0, PORTS.length);
    const routes = words.slice(PORTS.length).map(Number);
    return {
      answers: codes.some((code) => code !== '000'),
      ready: codes.includes('200'),
      announced: routes.every((lines) => lines > 0),
      withdrawn: routes.every((lines) => lines === 0),
    };
  }

  /** Of its filter; `undefined` if it does not answer. */
  reloads(): Reloads | undefined {
    const answer = this.#ask('/-/reload', 2, '; echo').find(Boolean);
    return answer === undefined ? undefined : (JSON.parse(answer) as Reloads);
  }

  /** Whether its filter takes connections that are led to it. */
  listens(): boolean {
    return this.#boxes.run(this.#name, ['ss', '-Hltn', 'sport = :8080']).trim() !== '';
  }

  /** The reason its filter wants no traffic; none if it does, or does not answer. */
  routeReasons(): readonly string[] {
    const answers = this.#ask('/-/route', 1, '; echo').filter(Boolean);
    return answers.flatMap((answer) => (JSON.parse(answer) as { readonly reasons: readonly string[] }).reasons);
  }

  /** One line of its filter's metrics that begins so, of whichever process answers; 0 if there is none. */
  metric(series: string): number {
    const line = this.#ask('/metrics', 2).find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? 0);
  }

  /** Lines of what both administration ports answer. */
  #ask(path: string, seconds: number, behind = ''): string[] {
    const [address] = this.#addresses;
    const ask = PORTS.map((port) => `curl -s -m ${seconds} http://${address}:${port}${path} || true${behind}`);
    return this.#boxes.run('router', ['sh', '-c', ask.join('; ')]).split('\n');
  }

  /** Packets that wait in its queues. */
  queued(): number {
    const lines = this.#boxes.run(this.#name, ['cat', '/proc/net/netfilter/nfnetlink_queue']).trim().split('\n');
    return lines.reduce((sum, line) => sum + Number(line.trim().split(/\s+/u)[2] ?? 0), 0);
  }
}
