/** The laboratory of lenient origins, from the command line. See `--help`. */
import { existsSync } from 'node:fs';
import { killAll } from '@netvakt/fixtures/daemons';
import { optionsOf } from '../command/options.ts';
import { type FilterInPath, startFilter } from './filter.ts';
import { type LenienceOutcome, runLaboratory } from './laboratory.ts';
import { Certificates } from './origins/certificates.ts';
import { LENIENT_ORIGINS } from './origins/kinds.ts';
import { type LenientOrigin, type LenientOriginKind, ORIGIN_FAMILIES } from './origins/lenient-origin.ts';
import { writePage } from './page.ts';

const NAMES = LENIENT_ORIGINS.map(({ name }) => name).join(', ');

/** One in so many of the mixtures bypasses the filter. */
const CONTROL_EVERY = 50;
/** What is dropped has no answer: most of a run is spent waiting for it. */
const LEAST_PATIENCE_MS = 250;

const HELP = `Sends requests and hellos that only lenient servers accept through the filter to such servers, on loopback.

  pnpm lab:lenience [options]

  --runs N            mutated flows a family of origins: ${ORIGIN_FAMILIES.join(', ')} (default 2000)
  --seed N            seed of the mutations and the cuts (default 1)
  --origin NAME,...   ${NAMES}
                      (default: all that are installed)
  --family NAME,...   all origins of these families
  --concurrency N     flows at one time (default 64)
  --seconds N         begin no more flows of a family after this time (default: no bound)
  --short             for CI: fewer flows, at most a minute; no Java
  --no-forms          leave out each form alone, and so the table
  --checkout FOLDER   run the filter from another checkout, with its dependencies installed
  --write-docs        docs/conformance-lenience.md
  --json              one JSON object on standard output
  --help

Exit code: 0 no breach, 1 a listed page or certificate was reached or an innocent one was not, 2 the experiment could not be made.
`;

const options = optionsOf({
  allowNegative: true,
  options: {
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    origin: { type: 'string' },
    family: { type: 'string' },
    concurrency: { type: 'string', default: '64' },
    seconds: { type: 'string' },
    short: { type: 'boolean', default: false },
    forms: { type: 'boolean', default: true },
    checkout: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new Error(`--${name} ${text}: give a whole number from ${least}`);
  return number;
}

/** @throws Error if a name is of no origin or family. */
function chosenKinds(): readonly LenientOriginKind[] {
  const wanted = options.origin?.split(',') ?? LENIENT_ORIGINS.map(({ name }) => name);
  const families: readonly string[] = options.family?.split(',') ?? ORIGIN_FAMILIES;
  const unknown = [
    ...wanted.filter((name) => !LENIENT_ORIGINS.some((kind) => kind.name === name)),
    ...families.filter((name) => !ORIGIN_FAMILIES.some((family) => family === name)),
  ];
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: no such origin or family; see --help`);
  return LENIENT_ORIGINS.filter(({ name, family }) => {
    const isSlow = options.short && family === 'java' && options.origin === undefined;
    return wanted.includes(name) && families.includes(family) && !isSlow;
  });
}

const isInstalled = ({ proof }: LenientOriginKind): boolean => proof === undefined || existsSync(proof);

function breachText({ groups, breaches }: LenienceOutcome['tally']): string {
  return breaches
    .map(({ origin, way, forms, index, sent }) => {
      const count = groups.get(`${origin} ${way}: ${forms.join(' + ')}`) ?? 1;
      const bytes = sent
        .map((piece) => JSON.stringify(piece.length > 400 ? `${piece.slice(0, 400)}…` : piece))
        .join(' ');
      return `BREACH ${origin} (${way}, ${count} times, flow ${index ?? '-'}): ${forms.join(' + ')}\n    ${bytes}`;
    })
    .join('\n');
}

function report(outcome: LenienceOutcome, origins: readonly string[], absent: readonly string[]): number {
  const { tally, accepted, examples, stoppedInnocents, seconds } = outcome;
  const total = [...tally.families.values()].reduce((sum, { breaches }) => sum + breaches, 0);
  const holds = total === 0 && stoppedInnocents.length === 0;
  if (options.json) {
    const table = Object.fromEntries([...accepted].map(([form, takers]) => [form, [...takers]]));
    const groups = Object.fromEntries(tally.groups);
    const families = Object.fromEntries(tally.families);
    print(
      JSON.stringify({
        seed: options.seed,
        origins,
        absent,
        families,
        breaches: tally.breaches,
        groups,
        examples,
        stoppedInnocents,
        accepted: table,
        seconds,
      }),
    );
  } else {
    if (total > 0) print(breachText(tally));
    for (const example of examples) print(`example reached: ${example}`);
    for (const name of stoppedInnocents) print(`innocent, but stopped: ${name}`);
    for (const name of absent) print(`absent: ${name}`);
    for (const [family, { flows, passed, stopped, breaches, direct, served }] of tally.families) {
      print(
        `${family.padEnd(8)} ${flows} flows: ${passed} passed, ${stopped} stopped, ${breaches} breaches; directly served ${served} of ${direct}`,
      );
    }
    print(`${total} breaches in ${Math.round(seconds)} s: ${holds ? 'PASS' : 'FAIL'}`);
  }
  // What is absent has shown nothing. A user may do without; in CI everything is to be installed.
  if (process.env['CI'] !== undefined && absent.length > 0) return 2;
  return holds ? 0 : 1;
}

async function experiment(): Promise<number> {
  const kinds = chosenKinds();
  const absent = kinds.filter((kind) => !isInstalled(kind));
  const certificates = Certificates.make();
  const origins: LenientOrigin[] = [];
  let filter: FilterInPath | undefined;
  try {
    await Promise.all(
      kinds.filter(isInstalled).map(async (kind) => {
        origins.push(await kind.start(certificates));
      }),
    );
    origins.sort(
      (a, b) => kinds.findIndex(({ name }) => name === a.name) - kinds.findIndex(({ name }) => name === b.name),
    );
    filter = await startFilter(origins, options.checkout);
    const seed = whole('seed', options.seed, 0);
    const outcome = await runLaboratory({
      origins,
      filter,
      runs: whole('runs', options.runs ?? '2000', 0),
      seed,
      concurrency: whole('concurrency', options.concurrency, 1),
      seconds: whole('seconds', options.seconds ?? (options.short ? '5' : '1000000'), 1),
      controlEvery: CONTROL_EVERY,
      leastPatience: LEAST_PATIENCE_MS,
      forms: options.forms && !options.short,
      progress,
    });
    if (options['write-docs']) await writePage({ outcome, origins, seed });
    const absentTexts = absent.map(({ name, packages }) => `${name} is not installed (Debian: ${packages.join(', ')})`);
    return report(
      outcome,
      origins.map(({ name }) => name),
      absentTexts,
    );
  } finally {
    await filter?.stop();
    await Promise.all(origins.map(async (origin) => await origin.stop()));
    certificates.discard();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(130);
  });
}

try {
  if (options.help) process.stdout.write(HELP);
  else process.exitCode = await experiment();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
