import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action, Context } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { makeLog } from '../../base/log.ts';
import { TemporaryFolder } from '../../base/temporary-folder.ts';
import { loadConfig } from '../../config/load.ts';
import { Service } from '../../run/service.ts';
import { type StoredTotals, TotalsStore } from '../../totals/store.ts';
import { type Compared, compare } from './compare.ts';
import { dayFiles, planOf } from './plan.ts';
import { replay } from './replay.ts';
import { type DayScript, dayScript } from './script.ts';

export interface DayOptions {
  readonly seed: string;
  readonly scale: string;
  readonly adminPort: string;
  /** Goes on serving /metrics until SIGINT or SIGTERM. */
  readonly keepOpen?: boolean;
  readonly json?: boolean;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The clock of the played day, which becomes the real clock when the day is over. */
interface DayClock {
  /** The time within the day in milliseconds, set by the replay. */
  readonly time: SharedArrayBuffer;
  /** Whether the replay is over, so that time passes again. */
  isOver: boolean;
}

/** What a replay came to. */
interface ReplayOutcome {
  readonly rows: readonly Compared[];
  readonly events: number;
  readonly blocked: number;
  readonly seconds: number;
}

/** Replays a synthetic day through a filter of its own and compares what it exports with what the script knows. */
export const day: Action<DayOptions> = async (context, options) => {
  const [seed, scale, adminPort] = [options.seed, options.scale, options.adminPort].map(Number);
  if (!isWhole(seed) || !isWhole(adminPort) || !(scale !== undefined && scale > 0 && scale <= 10)) {
    await context.stderr.write('--seed and --admin-port are whole numbers, --scale is above 0 and at most 10\n');
    return EXIT.usage;
  }
  const folder = TemporaryFolder.make('day');
  try {
    return await played(context, options, folder, { seed, scale, adminPort });
  } finally {
    folder.remove();
  }
};

interface DayNumbers {
  readonly seed: number;
  readonly scale: number;
  readonly adminPort: number;
}

/** Plays the day with all its files in `folder`. Returns the exit code. */
async function played(
  { stdout }: Context,
  options: DayOptions,
  folder: TemporaryFolder,
  { seed, scale, adminPort }: DayNumbers,
): Promise<number> {
  const { path } = folder;
  const clock: DayClock = { time: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT), isOver: false };
  const service = await startService(path, clock, adminPort);
  try {
    const outcome = await replayed(dayScript(seed, scale), {
      service,
      folder: path,
      time: new Float64Array(clock.time),
    });
    clock.isOver = true;
    const wrong = outcome.rows.filter(isWrong);
    const good = wrong.length === 0 && outcome.blocked === outcome.events;
    const text = options.json === true ? `${JSON.stringify({ equal: good, ...outcome })}\n` : table(outcome, wrong);
    if (options.keepOpen !== true) await stdout.write(text);
    else {
      // Who has read the text may send the signal at once.
      await folder.leaveSignalsTo(async () => void (await Promise.all([untilSignal(), stdout.write(text)])));
    }
    return good ? EXIT.done : EXIT.failed;
  } finally {
    await service.close();
  }
}

function isWhole(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

/** The day is the last 24 whole hours: what is kept open afterwards is as old as its timestamps, and its statistics go on. */
async function startService(folder: string, clock: DayClock, adminPort: number): Promise<Service> {
  for (const [name, text] of Object.entries(dayFiles({ adminPort, markets: planOf(1) })))
    await writeFile(join(folder, name), text);
  const config = await loadConfig(join(folder, 'netvakt.yaml'));
  const { time } = clock;
  const milliseconds = new Float64Array(time);
  const begin = Math.floor(Date.now() / 1000 / HOUR) * HOUR - DAY;
  const service = new Service({
    config,
    log: makeLog(config.fixed.log, process.stderr),
    now: () => (clock.isOver ? Date.now() / 1000 : begin + (milliseconds[0] ?? 0) / 1000),
    commit: undefined,
    time,
  });
  await service.start();
  return service;
}

async function replayed(
  script: DayScript,
  to: { readonly service: Service; readonly folder: string; readonly time: Float64Array },
): Promise<ReplayOutcome> {
  const { service, folder, time } = to;
  const [proxy] = service.proxyAddresses;
  const [admin] = service.adminAddresses;
  const begun = performance.now();
  const blocked = await replay(script.events, {
    port: proxy?.port ?? 0,
    time,
    hourEnds: () => service.advanceStatistics(),
  });
  const seconds = (performance.now() - begun) / 1000;
  const exposition = await (await fetch(`http://127.0.0.1:${admin?.port}/metrics`)).text();
  const rows = compare(script, exposition, stored(join(folder, 'totals.db')));
  return { rows, events: script.events.length, blocked, seconds };
}

function stored(path: string): StoredTotals {
  const store = TotalsStore.read(path);
  try {
    return store.between('0000-01-01', '9999-12-31');
  } finally {
    store.close();
  }
}

function isWrong({ truth, exported, stored: kept }: Compared): boolean {
  return truth !== exported || truth !== kept;
}

function table({ rows, events, blocked, seconds }: ReplayOutcome, wrong: readonly Compared[]): string {
  const markets = rows.filter(({ place }) => !place.includes('/'));
  const lines = [...new Set(markets.map(({ place }) => place))].map((place) => {
    const [requests, attempts, pages] = markets.filter((row) => row.place === place);
    return [place, ...[requests, attempts, pages].flatMap((row) => [row?.truth ?? 0, row?.exported ?? 0])].map(String);
  });
  const head = ['market', 'requests', 'exported', 'attempts', 'exported', 'pages', 'exported'];
  const sums = head.map((_, i) => (i === 0 ? 'all' : String(lines.reduce((sum, line) => sum + Number(line[i]), 0))));
  const all = [head, ...lines, sums];
  const text = all.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(6) : cell.padStart(9))).join('  '));
  const differ = wrong.map(
    (row) => `${row.place} ${row.unit}: ${row.truth}, exported ${row.exported}, stored ${row.stored}`,
  );
  const verdict =
    wrong.length === 0 && blocked === events
      ? `${rows.length} figures by market and list are equal in the script, in /metrics and in the store.`
      : `${wrong.length} of ${rows.length} figures differ; ${events - blocked} of ${events} requests were not blocked:\n${differ.join('\n')}`;
  return `${text.join('\n')}\n\nA day of ${events} requests in ${seconds.toFixed(1)} s. ${verdict}\n`;
}

async function untilSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
