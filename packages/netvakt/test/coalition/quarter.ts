/** Five operators, two aggregators and a secretariat's folder on disk, driven by commands only. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CoalitionPolicy,
  emptyReport,
  type Observation,
  type OperatorReport,
  quarterOf,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';
import { type Ran, runCommand } from '../support/captured.ts';

export const QUARTER = '2026-Q1';
export const MEMBERS = ['ash', 'birch', 'cedar', 'elm', 'fir'] as const;
export const AGGREGATORS = ['north', 'south'] as const;

function measured(one: Observation, numerator: number, denominator: number): Observation {
  return { ...one, status: 'value', numerator, denominator };
}

/** A coalition whose parties have joined and whose policy is in the folder. */
export class CommandedQuarter {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  get folder(): string {
    return join(this.root, 'folder');
  }

  /** Runs a command of `netvakt coalition` in somebody's home. */
  async run(who: string, ...words: readonly string[]): Promise<Ran> {
    return await runCommand(['coalition', ...words, '--home', this.homeOf(who)]);
  }

  /** Runs a command of `netvakt coalition` that belongs to nobody's home. */
  async runBare(...words: readonly string[]): Promise<Ran> {
    return await runCommand(['coalition', ...words]);
  }

  homeOf(who: string): string {
    return join(this.root, `home-${who}`);
  }

  async join(changes: Partial<CoalitionPolicy> = {}): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const joined = new Map<string, { id: string; key: unknown; seal: unknown }>();
    for (const id of [...MEMBERS, ...AGGREGATORS]) {
      const role = (AGGREGATORS as readonly string[]).includes(id) ? ['--aggregator'] : [];
      const { stdout } = await this.run(id, 'join', '--id', id, '--folder', this.folder, '--json', ...role);
      joined.set(id, JSON.parse(stdout) as { id: string; key: unknown; seal: unknown });
    }
    const draft = {
      schema: 'netvakt-policy/1',
      coalition: 'telecom-test',
      serial: 1,
      mode: 'blind',
      from: QUARTER,
      until: '2026-Q4',
      aggregators: AGGREGATORS.map((id) => ({ id, key: joined.get(id)?.key, seal: joined.get(id)?.seal })),
      members: MEMBERS.map((id, i) => ({
        id,
        key: joined.get(id)?.key,
        subscriptions: { se: 100 + 10 * i },
        publishes: [],
      })),
      markets: ['se'],
      indicators: [
        { id: 'pages', sharedCounts: [], per: 100_000, bins: [100, 300] },
        { id: 'canary-http', sharedCounts: [], per: 100, bins: [99] },
      ],
      contributors: 5,
      corrections: 3,
      dominance: 50,
      deadlineDays: 30,
      definitions: STANDARD_DEFINITIONS,
      ...changes,
    };
    const file = join(this.root, 'policy.json');
    writeFileSync(file, JSON.stringify(draft));
    for (const id of AGGREGATORS) await this.expectDone(id, 'policy', file, '--sign');
    await this.expectDone('north', 'policy', file, '--publish');
    for (const id of [...MEMBERS, ...AGGREGATORS])
      await this.expectDone(id, 'join', '--id', id, '--folder', this.folder, '--trust');
  }

  /** Writes a member's report; returns its path. */
  report(member: string, pages: number, revision = 1, endings?: OperatorReport['tls_block']): string {
    const head = { operator: member, made: '2026-04-02', software: 'netvakt 0.1.0', definitions: STANDARD_DEFINITIONS };
    const empty = emptyReport(head, quarterOf(QUARTER) as NonNullable<ReturnType<typeof quarterOf>>, ['se']);
    const filled: OperatorReport = {
      ...empty,
      revision,
      reason: revision === 1 ? 'first' : 'mistake',
      ...(endings === undefined ? {} : { tls_block: endings }),
      observations: empty.observations.map((one) => {
        if (one.indicator === 'pages') return measured(one, pages, 100_000);
        return one.indicator === 'canary-http' ? measured(one, 999, 1000) : one;
      }),
    };
    const path = join(this.root, `report-${member}.${revision}.json`);
    writeFileSync(path, JSON.stringify(filled));
    return path;
  }

  async round(): Promise<void> {
    for (const who of ['north', 'south', 'north']) await this.expectDone(who, 'sum', QUARTER);
    for (const who of AGGREGATORS) await this.expectDone(who, 'open', QUARTER);
  }

  edition(number: number): string {
    return readFileSync(join(this.folder, 'public/edition', `${QUARTER}.${number}.json`), 'utf8');
  }

  async expectDone(who: string, ...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(who, ...words);
    if (code !== 0) throw new Error(`${who} ${words.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }
}
