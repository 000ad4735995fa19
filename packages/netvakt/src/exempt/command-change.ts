/** `netvakt exempt add | remove`: one exemption, or as many as standard input names, as it comes. */
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import { linesOf } from '../base/lines.ts';
import { shown } from '../base/text.ts';
import { batchesOf } from './batches.ts';
import type { ChangeOutcome } from './change.ts';
import { changeRegister, thisPerson } from './change-register.ts';
import {
  type ExemptOptions,
  type LoadUpdate,
  notifyFilter,
  type Opened,
  updateRules,
  withExemptions,
} from './command.ts';
import { REQUEST_REMEDIES, type RequestFault, type RequestRules, readRequest } from './requests.ts';
import type { RulesOutcome } from './rules.ts';

/** Options of both commands; what a line of standard input leaves out is taken from them. */
export interface ChangeOptions extends ExemptOptions {
  readonly action: 'add' | 'remove';
  /** `undefined` with `stdin`. */
  readonly prefix: string | undefined;
  readonly stdin?: boolean;
  readonly owner?: string;
  readonly reason?: string;
  readonly market?: string;
  readonly note?: string;
  readonly ttl?: string;
  readonly until?: string;
  /** False: the rules are left alone, because they are on another machine. */
  readonly rules: boolean;
}

type Outcome = ChangeOutcome | RequestFault;

/** Counts of one run. */
interface Tally {
  line: number;
  refused: number;
  readonly counts: Map<Outcome, number>;
  rules: RulesOutcome;
}

/** Exit code 2 if a request was refused: all others have taken effect. */
export const change = (load: LoadUpdate): Action<ChangeOptions> =>
  withExemptions<ChangeOptions>(async (context, options, opened) => {
    if ((options.prefix === undefined) !== (options.stdin === true)) {
      await context.stderr.write('Name one prefix, or give many with --stdin\n');
      return EXIT.usage;
    }
    const tally: Tally = { line: 0, refused: 0, counts: new Map(), rules: 'not-asked' };
    const batches = options.prefix === undefined ? batchesOf(linesOf(context.stdin)) : [[options.prefix]];
    for await (const lines of batches) await changeBatch(context, options, { opened, load, lines, tally });
    await report(context, options, tally);
    return tally.refused === 0 ? EXIT.done : EXIT.usage;
  });

interface Batch {
  readonly opened: Opened;
  readonly load: LoadUpdate;
  readonly lines: readonly string[];
  readonly tally: Tally;
}

/** The lines of one batch are one change: one write, one transaction of nftables. */
async function changeBatch(
  context: Context,
  options: ChangeOptions,
  { opened, load, lines, tally }: Batch,
): Promise<void> {
  const { config, section } = opened;
  const now = Date.now();
  const { action, owner, reason, market, note, ttl, until } = options;
  const defaults = { action, owner, ...(action === 'add' ? { reason, market, note, ttl, until } : {}) };
  const rules: RequestRules = {
    markets: config.fixed.markets,
    reasons: section.reasons,
    defaults: Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined)),
    now,
  };
  const { result, goodFault } = await changeRegister(section, thisPerson(context), now, (open) =>
    lines.map((line): Outcome => {
      const request = readRequest(line, rules);
      return typeof request === 'string' ? request : open.apply(request);
    }),
  );
  await notifyFilter(config);
  if (options.rules) tally.rules = (await updateRules(load, opened, now)).rules;
  for (const fault of goodFault === undefined ? [] : (explainFailure(goodFault) ?? ['an unexpected error']))
    await context.stderr.write(`Done, but no good copy of the register is kept: ${fault}\n`);
  for (const outcome of result) {
    tally.line += 1;
    await reportOne(context, options, tally, outcome);
  }
}

/** Prints the result of one request: never which prefix it named. */
async function reportOne(
  { stdout, stderr }: Context,
  options: ChangeOptions,
  tally: Tally,
  outcome: Outcome,
): Promise<void> {
  tally.counts.set(outcome, (tally.counts.get(outcome) ?? 0) + 1);
  const remedy = remedyOf(outcome);
  if (remedy !== undefined) {
    tally.refused += 1;
    await stderr.write(`Line ${tally.line} is refused (${outcome}). ${remedy}\n`);
  }
  if (options.json !== true) return;
  const line =
    remedy === undefined ? { line: tally.line, outcome } : { line: tally.line, outcome: 'refused', reason: outcome };
  await stdout.write(`${JSON.stringify(line)}\n`);
}

function remedyOf(outcome: Outcome): string | undefined {
  return outcome in REQUEST_REMEDIES ? REQUEST_REMEDIES[outcome as RequestFault] : undefined;
}

const RULES_TEXT: Readonly<Record<RulesOutcome, string>> = {
  updated: 'the nftables sets are updated',
  'not-in-force': 'no rules of the filter are in force on this machine',
  'not-asked': 'no rules to update',
};

async function report({ stdout }: Context, { json }: ChangeOptions, { line, counts, rules }: Tally): Promise<void> {
  const outcomes = Object.fromEntries(counts);
  const text = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  await stdout.write(
    shown(
      json,
      { requests: line, outcomes, rules },
      `${text === '' ? 'nothing asked for' : text}; ${RULES_TEXT[rules]}`,
    ),
  );
}
