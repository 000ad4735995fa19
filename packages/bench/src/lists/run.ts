/**
 * Lists as an operator takes them in, with the real command on a real folder:
 *
 *   1. a small signed list over HTTPS is in force;
 *   2. a large one comes: from the source to the first page that is blocked;
 *   3. it is rolled back: to the first page that is not;
 *   4. hostile deliveries come, one after the other, while requests go through; between them it is quiet.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATOR_PART } from '../common/configuration.ts';
import { AS_THE_FILTER, type Behind, behindTraffic, buildCommand, mustRun, RunningFilter } from '../common/filter.ts';
import { describeMachine } from '../common/machine.ts';
import { progress } from '../common/progress.ts';
import { quantile, threeDigits } from '../common/statistics.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { revisionOf } from '../common/versions.ts';
import { Authority, BENCH_LIST } from './authority.ts';
import { hostileDeliveries, pages } from './hostile.ts';
import type { DeliveryTimes, HostileResult, ListsReport, RollBackTimes } from './results.ts';
import { ListServer } from './source.ts';
import { statusOf, Traffic } from './traffic.ts';

/** Entries of the list that is in force before and after. */
const SMALL = 2000;
/** Milliseconds without a delivery after each, at most: some eighty requests a connection. */
const QUIET = 400;
const FREE = 'http://free.test/';

/** Runs everything. */
export async function runListsBench(entries: number, command: string): Promise<ListsReport> {
  buildCommand();
  const machine = describeMachine();
  return await withTemporaryFolder('lists', async (folder) => {
    const stage = await ListsStage.open(folder);
    try {
      const large = pages(entries, 'large');
      const delivery = await stage.deliver(large, entries);
      const rollBack = await stage.rollBack();
      const hostile = await stage.hostile();
      const revision = revisionOf(import.meta.dirname);
      return { command, revision, machine, entries, listBytes: large.length, delivery, rollBack, hostile };
    } finally {
      await stage.close();
    }
  });
}

/** What the phases happen on: an authority, a source, a filter, traffic. */
export class ListsStage {
  readonly #authority = new Authority();
  readonly #source: ListServer;
  readonly #folder: string;
  #filter: RunningFilter | undefined;
  #port = 0;
  #version = 1;
  #reloads = 0;

  readonly #traffic: Traffic;

  private constructor(folder: string, source: ListServer, traffic: Traffic) {
    this.#folder = folder;
    this.#source = source;
    this.#traffic = traffic;
  }

  static async open(folder: string): Promise<ListsStage> {
    const stage = new ListsStage(folder, await ListServer.start(), await Traffic.start());
    await stage.#open();
    return stage;
  }

  get #config(): string {
    return join(this.#folder, 'netvakt.json');
  }

  async #open(): Promise<void> {
    const write = (name: string, text: string): void => writeFileSync(join(this.#folder, name), text);
    write('authority.pem', this.#source.certificate);
    write('keys.json', this.#authority.keys);
    write('netvakt.json', JSON.stringify(configuration(this.#source.port, this.#traffic.originPort)));
    mkdirSync(join(this.#folder, 'store'));
    await mustRun('list', 'keygen', '--store', '--output', join(this.#folder, 'store.secret'));
    await this.#publish(pages(SMALL), SMALL);
    await mustRun('list', 'update', '--config', this.#config);
    this.#filter = new RunningFilter(this.#config);
    this.#port = await this.#filter.portOf('proxy');
  }

  async close(): Promise<void> {
    await this.#filter?.stop();
    this.#source.close();
    this.#traffic.close();
  }

  /** A new list at the source, to the first page of it that is blocked. */
  async deliver(list: Buffer, entries: number): Promise<DeliveryTimes> {
    progress(`${entries} entries come`);
    await this.#publish(list, entries);
    const begun = performance.now();
    const { seconds: update, coreSeconds: updateCore } = await mustRun('list', 'update', '--config', this.#config);
    const [reload, reloadCore] = await this.#reload();
    const statusAfter = await statusOf(this.#port, 'http://large-7.test/a/7');
    const total = (performance.now() - begun) / 1000;
    const { seconds } = (await this.#filter?.logged('lists in force', this.#reloads + 1)) ?? {};
    return {
      update: threeDigits(update),
      updateCore: threeDigits(updateCore),
      reload: threeDigits(reload),
      reloadCore: threeDigits(reloadCore),
      compile: threeDigits(Number(seconds)),
      total: threeDigits(total),
      statusAfter,
    };
  }

  /** Back to the list before, to the first page that passes again. */
  async rollBack(): Promise<RollBackTimes> {
    progress('rolled back');
    const begun = performance.now();
    const words = ['--by', 'Bench', '--reason', 'measured', '--config', this.#config];
    const { seconds: command, coreSeconds: commandCore } = await mustRun('list', 'rollback', BENCH_LIST, ...words);
    const [reload, reloadCore] = await this.#reload();
    const statusAfter = await statusOf(this.#port, FREE);
    const total = (performance.now() - begun) / 1000;
    return {
      command: threeDigits(command),
      commandCore: threeDigits(commandCore),
      reload: threeDigits(reload),
      reloadCore: threeDigits(reloadCore),
      total: threeDigits(total),
      statusAfter,
    };
  }

  /**
   * Hostile deliveries with requests going through, and as much time without one between them.
   *
   * @param behind - how what fetches is kept behind the traffic; it starts at nice 10, as a running filter starts it.
   */
  async hostile(behind: Behind = AS_THE_FILTER): Promise<HostileResult> {
    const deliveries = hostileDeliveries(this.#authority, SMALL, this.#version);
    progress(`${deliveries.length} hostile deliveries`);
    // Taken over by what fetches.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    this.#traffic.begin(this.#port, FREE);
    await sleep(1000); // the filter's code for them is compiled
    const reasons: Record<string, number> = {};
    for (const { content, manifest } of deliveries) {
      await this.#source.publish({ list: content, manifest });
      this.#traffic.window('busy');
      const { stdout, seconds } = await behindTraffic(behind, 'list', 'update', '--json', '--config', this.#config);
      const reason = reasonOf(stdout);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      this.#traffic.window('quiet');
      await sleep(Math.min(seconds * 1000, QUIET));
    }
    const { windows, requests, failed } = await this.#traffic.end();
    const taken = (reasons['taken'] ?? 0) + (reasons['none'] ?? 0);
    return {
      deliveries: deliveries.length,
      refused: deliveries.length - taken,
      reasons,
      requests,
      failed,
      p99With: threeDigits(quantile(windows['busy'] ?? [], 0.99)),
      p99Without: threeDigits(quantile(windows['quiet'] ?? [], 0.99)),
    };
  }

  async #publish(list: Buffer, entries: number): Promise<void> {
    const manifest = this.#authority.manifest(list, { version: this.#version, entries });
    await this.#source.publish({ list, manifest });
    this.#version += 1;
  }

  /** Seconds from the signal to every worker having the lists, and the CPU seconds of the filter meanwhile. */
  async #reload(): Promise<readonly [number, number]> {
    const [begun, spent] = [performance.now(), this.#filter?.coreSeconds ?? 0];
    this.#filter?.reload();
    await this.#filter?.logged('reloaded', (this.#reloads += 1));
    return [(performance.now() - begun) / 1000, (this.#filter?.coreSeconds ?? 0) - spent];
  }
}

/** The reason a delivery was refused or held, from the command's output; `taken` or `none` if it was neither. */
function reasonOf(stdout: string): string {
  const {
    outcome = 'none',
    reason,
    causes,
  } = JSON.parse(stdout === '' ? '{}' : stdout) as {
    readonly outcome?: string;
    readonly reason?: string;
    readonly causes?: string;
  };
  return reason ?? (causes === undefined ? outcome : `held: ${causes}`);
}

function configuration(sourcePort: number, originPort: number): object {
  const at = (path: string): string => `https://127.0.0.1:${sourcePort}/${path}`;
  const https = { url: at('list'), proof_url: at('manifest'), authorities: 'authority.pem' };
  return {
    ...OPERATOR_PART,
    default_market: 'se',
    markets: [{ id: 'se' }],
    lists: [{ id: BENCH_LIST, file: 'unused.txt', format: 'urls', min_entries: 10 }],
    intake: {
      folder: 'store',
      key: { file: 'store.secret' },
      lists: [{ id: BENCH_LIST, source: { https }, trust: { kind: 'manifest', keys: 'keys.json' }, max_growth: 1000 }],
    },
    proxy: {
      listen: [{ address: '127.0.0.1', port: 0 }],
      workers: 1,
      hosts: [{ name: 'free.test', port: 80, to: `127.0.0.1:${originPort}` }],
    },
    admin: { address: '127.0.0.1', port: 0 },
    log: { level: 'info', format: 'json' },
  };
}
