/** Mutated inputs for every reader of the data plane, from the command line. See `--help`. */
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { SUBJECTS } from './subjects.ts';

const HELP = `Feeds mutated bytes to the readers of the data plane. Each input is read whole and in pieces: every reading must end in
an answer, never in an exception, and all readings of one input in the same answer.

  pnpm fuzz [options]

  --inputs N       stop after N inputs (default 1000000)
  --seconds N      stop after N seconds
  --seed N         another seed is another campaign (default 1)
  --only NAME,...  ${SUBJECTS.map(({ name }) => name).join(', ')}
  --json           one JSON object on standard output
  --help

Readers:
${SUBJECTS.map(({ name, what }) => `  ${name.padEnd(18)} ${what}`).join('\n')}

Exit code: 0 nothing found, 1 something found (the input is printed as hex), 2 the options make no sense.
`;

function usage(message: string): never {
  process.stderr.write(`${message}\nRun it with --help to see what it takes.\n`);
  process.exit(2);
}

function wholeNumber(name: string, text: string | undefined, preset: number): number {
  const value = text === undefined ? preset : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) usage(`--${name} (${String(text)}) must be a whole number`);
  return value;
}

function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        inputs: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

const options = optionsOf(process.argv.slice(2));
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const names = options.only?.split(',');
const subjects = SUBJECTS.filter(({ name }) => names === undefined || names.includes(name));
if (subjects.length < (names?.length ?? 1)) usage(`--only (${options.only ?? ''}) must name readers`);
const seed = wholeNumber('seed', options.seed, 1);
const seconds = wholeNumber('seconds', options.seconds, Number.MAX_SAFE_INTEGER);
const inputs = wholeNumber(
  'inputs',
  options.inputs,
  options.seconds === undefined ? 1_000_000 : Number.MAX_SAFE_INTEGER,
);

const started = performance.now();
const secondsSoFar = (): number => (performance.now() - started) / 1000;
let printed = 0;
const report = runCampaign({
  subjects,
  seed,
  inputs,
  enough: (done) => {
    if (secondsSoFar() - printed >= 5) {
      printed = secondsSoFar();
      process.stderr.write(`${printed.toFixed(0).padStart(6)} s  ${done} inputs\n`);
    }
    return secondsSoFar() >= seconds;
  },
});
const { failure, answers } = report;
if (options.json) {
  const found = failure && { ...failure, input: failure.input.toString('hex') };
  process.stdout.write(`${JSON.stringify({ seed, ...report, seconds: secondsSoFar(), failure: found ?? null })}\n`);
} else {
  const lines = Object.entries(answers).map(([name, count]) => `${name.padEnd(18)} ${count} different answers`);
  process.stdout.write(
    `${lines.join('\n')}\n${report.inputs} inputs in ${secondsSoFar().toFixed(1)} s, seed ${seed}\n`,
  );
  if (failure !== undefined)
    process.stdout.write(
      `FOUND in ${failure.subject}: ${failure.fault}\ncuts ${failure.cuts.join(',')}\n${failure.input.toString('hex')}\n`,
    );
}
process.exitCode = failure === undefined ? 0 : 1;
