/** A real Prometheus on the router, which scrapes both nodes. */
import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../command/temporary.ts';
import { bare, CABLES } from './addresses.ts';
import { type Boxes, end } from './boxes.ts';

/** Alarms as they are shipped. */
const RULES = ['lists', 'packets'].map((name) =>
  fileURLToPath(new URL(`../../../../../deploy/prometheus/rules/${name}.yml`, import.meta.url)),
);

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export class Prometheus {
  readonly #boxes: Boxes;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(boxes: Boxes, folder: string, child: ChildProcess) {
    this.#boxes = boxes;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(boxes: Boxes): Promise<Prometheus> {
    const folder = temporaryFolder('prometheus');
    const targets = (['node1', 'node2'] as const).flatMap((name) =>
      [9464, 9465].map((port) => `"${bare(CABLES[name].other)[0]}:${port}"`),
    );
    await writeFile(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ${JSON.stringify(RULES)}
scrape_configs: [{ job_name: netvakt, static_configs: [{ targets: [${targets.join(', ')}] }] }]
`,
    );
    const words = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:9090',
    ];
    return new Prometheus(boxes, folder, boxes.start('router', ['prometheus', ...words]));
  }

  /** The value of a query that has one; `undefined` if it has none. */
  query(text: string): number | undefined {
    const value = this.#ask(text)[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  /** The labels of all series that a query gives now. */
  labels(text: string): readonly Readonly<Record<string, string>>[] {
    return this.#ask(text).map(({ metric }) => metric);
  }

  #ask(text: string): readonly Sample[] {
    const answer = this.#boxes.run('router', [
      'curl',
      '-sG',
      '--data-urlencode',
      `query=${text}`,
      'http://127.0.0.1:9090/api/v1/query',
    ]);
    const { data } = JSON.parse(answer) as { readonly data?: { readonly result: readonly Sample[] } };
    return data?.result ?? [];
  }

  async dispose(): Promise<void> {
    await end(this.#child);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
