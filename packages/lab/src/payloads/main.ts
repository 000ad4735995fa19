/** The laboratory of real peers, from the command line. See `--help`. */
import { Random } from '@netvakt/fixtures';
import { killAll } from '@netvakt/fixtures/daemons';
import type { Payload } from '@netvakt/selftest';
import { CORPUS, inOriginForm } from '@netvakt/selftest';
import { WAIT } from '@netvakt/testing';
import type { FilterAddress, Split } from '../client/send.ts';
import { optionsOf } from '../command/options.ts';
import { external, type Filter, type FilterKind } from '../filters/filter.ts';
import { FILTERS } from '../filters/kinds.ts';
import { ORIGINS } from '../origins/kinds.ts';
import type { OriginKind } from '../origins/origin.ts';
import { type Outcome, PATIENT_DEADLINES, runExperiment } from './laboratory.ts';
import { mutantsOf } from './mutants.ts';
import { Switchboard } from './switchboard.ts';
import { evidence, groupFindings, matrix, verdictOf } from './table.ts';

const HELP = `Sends desync and ambiguity payloads through a filter to real origins, and compares what each origin
served with what the filter forwarded.

  node --conditions=@netvakt/source packages/lab/src/payloads/main.ts [options]

Which filter
  --filter NAME          start one: ${FILTERS.map(({ name }) => name).join(', ')} (default netvakt)
  --proxy HOST:PORT      use one that is running. It must have the list of the self-test (netvakt selftest --print-list), and
                         lead its names to the port of --upstream
  --upstream PORT        loopback port at which to stand in for the origins (with --proxy)
  --metrics URL          its Prometheus page, to compare counts (with --proxy)

What to send
  --form FORM            absolute, or origin for a transparent filter: --proxy is then the address that its rules divert
                         (default: what the filter takes)
  --origin NAME,...      ${ORIGINS.map(({ name }) => name).join(', ')} (default: all that are installed)
  --only REGEXP          payloads whose name matches
  --mutants N            as many payloads again, mutated at random places; any two readers must agree on them (default 0)
  --splits N             random splits of each payload, beside whole and byte by byte (default 2)
  --seed N               seed of the splits and the mutants (default 1)
  --concurrency N        runs at one time (default 24)

What to show
  --strict               what RFC 9112 says to reject must be rejected, not repaired (default with --filter netvakt)
  --lenient              the opposite
  --json                 one JSON object on standard output
  --quiet                no table, only what was found
  --list                 print the payloads and their reasons, send nothing
  --show NAME            print one payload's bytes, send nothing
  --help

Exit code: 0 nothing found, 1 something found, 2 the experiment could not be made.
`;

/** Milliseconds that another filter has for what it owes: many never give it. */
const IN_VAIN = 4_000;

const options = optionsOf({
  options: {
    filter: { type: 'string', default: 'netvakt' },
    proxy: { type: 'string' },
    upstream: { type: 'string' },
    metrics: { type: 'string' },
    origin: { type: 'string' },
    only: { type: 'string', default: '' },
    form: { type: 'string' },
    mutants: { type: 'string', default: '0' },
    splits: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '24' },
    strict: { type: 'boolean', default: false },
    lenient: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    show: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new Error(`--${name} ${text}: give a whole number from ${least}`);
  return number;
}

function choose<Kind extends { readonly name: string }>(
  what: string,
  kinds: readonly Kind[],
  names: readonly string[],
): Kind[] {
  return names.map((name) => {
    const kind = kinds.find((candidate) => candidate.name === name);
    if (kind === undefined)
      throw new Error(`--${what} ${name}: not one of ${kinds.map((known) => known.name).join(', ')}`);
    return kind;
  });
}

function addressOf(text: string): FilterAddress {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (host === '') throw new Error(`--proxy ${text}: give HOST:PORT`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

async function filterFor(switchboard: Switchboard, tunnel: Switchboard): Promise<Filter> {
  if (options.proxy !== undefined) return external(addressOf(options.proxy), options.metrics);
  const [kind] = choose('filter', FILTERS, [options.filter]) as [FilterKind];
  return await kind.start({ http: switchboard.port, tunnel: tunnel.port, deadlines: PATIENT_DEADLINES });
}

interface Settings {
  readonly origins: readonly OriginKind[];
  readonly form: 'absolute' | 'origin';
  readonly splits: readonly Split[];
  readonly seed: number;
  readonly concurrency: number;
  readonly owed: number;
  readonly upstream: number;
  readonly strict: boolean;
}

function form(): 'absolute' | 'origin' {
  const { form: text } = options;
  if (text === undefined) return FILTERS.find(({ name }) => name === options.filter)?.form ?? 'absolute';
  if (text !== 'origin' && text !== 'absolute') throw new Error(`--form ${text}: absolute or origin`);
  return text;
}

/** @throws Error if an option has no meaning. */
function settings(): Settings {
  if ((options.proxy === undefined) !== (options.upstream === undefined)) {
    throw new Error('--proxy and --upstream go together');
  }
  const ours = options.proxy === undefined && options.filter.startsWith('netvakt');
  return {
    origins: options.origin === undefined ? ORIGINS : choose('origin', ORIGINS, options.origin.split(',')),
    form: form(),
    splits: ['whole', 'bytes', ...Array.from({ length: whole('splits', options.splits, 0) }, (): Split => 'random')],
    seed: whole('seed', options.seed, 0),
    concurrency: whole('concurrency', options.concurrency, 1),
    owed: ours ? WAIT : IN_VAIN,
    upstream: whole('upstream', options.upstream ?? '0', 0),
    strict: options.strict || (ours && !options.lenient),
  };
}

function report(outcome: Outcome, payloads: readonly Payload[], strict: boolean): number {
  const groups = groupFindings(outcome.findings);
  const verdict = verdictOf(outcome, groups, strict);
  const { breaches, faults, notes, passed } = verdict;
  if (options.json) {
    const everything = { ...outcome, findings: groups, payloads: payloads.length, strict, ...verdict };
    print(JSON.stringify(everything, undefined, 2));
    return passed ? 0 : 1;
  }
  if (!options.quiet) print(matrix(outcome, payloads));
  if (groups.length > 0) print(`\n${evidence(groups, payloads)}`);
  for (const name of outcome.absent) print(`absent: ${name} is not installed`);
  const { runs, served, origins } = outcome;
  print(`\n${payloads.length} payloads, ${runs} runs, ${served} requests served by ${origins.join(', ')}`);
  print(`${outcome.filter}: ${breaches} breaches, ${faults} faults, ${notes} notes: ${passed ? 'PASS' : 'FAIL'}`);
  // What is absent has shown nothing. A user may do without; there everything is to be installed.
  if (process.env['CI'] !== undefined && outcome.absent.length > 0) return 2;
  return passed ? 0 : 1;
}

async function experiment(payloads: readonly Payload[]): Promise<number> {
  const { upstream, strict, ...rest } = settings();
  const switchboard = await Switchboard.open(upstream);
  // Tunnels lead to a switchboard without an origin: it closes them.
  const tunnel = await Switchboard.open(0);
  let filter: Filter | undefined;
  try {
    filter = await filterFor(switchboard, tunnel);
    const progress = (line: string): void => {
      if (!options.quiet && !options.json) process.stderr.write(`${line}\n`);
    };
    return report(await runExperiment({ ...rest, filter, switchboard, payloads, progress }), payloads, strict);
  } finally {
    await filter?.stop();
    await Promise.all([switchboard.close(), tunnel.close()]);
  }
}

function show(payload: Payload | undefined): number {
  if (payload === undefined) throw new Error(`--show ${options.show}: no such payload; see --list`);
  print(`${payload.name} (${payload.expect}): ${payload.why}\n`);
  print(JSON.stringify(payload.bytes).slice(1, -1).replaceAll('\\r\\n', '\\r\\n\n').replaceAll('\\"', '"'));
  return 0;
}

async function main(): Promise<number> {
  const corpus = form() === 'origin' ? inOriginForm(CORPUS) : CORPUS;
  const mutants = mutantsOf(corpus, whole('mutants', options.mutants, 0), new Random(whole('seed', options.seed, 0)));
  const payloads = [...corpus, ...mutants].filter(({ name }) => new RegExp(options.only).test(name));
  if (options.help) process.stdout.write(HELP);
  else if (options.show !== undefined) return show(payloads.find(({ name }) => name === options.show));
  else if (options.list)
    for (const { name, expect, why } of payloads) print(`${name.padEnd(48)} ${expect.padEnd(8)} ${why}`);
  else return await experiment(payloads);
  return 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(130);
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
