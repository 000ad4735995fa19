/**
 * How often programs other than browsers automatically retry what was blocked, with their defaults and with the usual options
 * for more tries, behind each ending. Writes the fixture that docs/counting.md and its test are made from.
 *
 * Run: node packages/bench/experiments/clients/programs.ts [--only TEXT] [FILE]    about three minutes; FILE: fixtures/clients/programs.json
 *
 * Needs the compilers of golang-go and default-jdk-headless, and curl, wget, aria2 and python3-requests, of which those that are not there are
 * left as they were recorded.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROGRAMS, type Program, prepare } from './commands.ts';
import { afterFirst, ENDINGS, type Ending, listen } from './endings.ts';

/** A program that still asks then is ended. In seconds. */
const LONGEST = 60;
const FIXTURE = fileURLToPath(new URL('../../../../fixtures/clients/programs.json', import.meta.url));

/** What one program did behind one ending: seconds of each request after the first. */
type Runs = Partial<Record<keyof typeof ENDINGS, readonly number[]>>;

interface Recorded {
  readonly program: string;
  readonly version: string;
  readonly options: string;
  readonly runs: Runs;
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const [file = FIXTURE] = positionals;
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : [];
const folder = mkdtempSync(join(tmpdir(), 'netvakt-clients-'));
prepare(folder);
const rows: Recorded[] = [];
for (const program of PROGRAMS) rows.push(await recorded(program));
rmSync(folder, { recursive: true, force: true });
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(rows, undefined, 2)}\n`);

async function recorded(program: Program): Promise<Recorded> {
  const { name, options } = program;
  const old = before.find((row) => row.program === name && row.options === options);
  const version = versionOf(program);
  const wanted = `${name} ${options}`.includes(values.only ?? '');
  if (old !== undefined && (version === undefined || !wanted)) return old;
  if (version === undefined) throw new Error(`${name} is not there, and was not recorded before`);
  const runs: Runs = {};
  await Promise.all(
    (Object.entries(ENDINGS) as [keyof typeof ENDINGS, Ending][]).map(async ([ending, how]) => {
      runs[ending] = [];
      runs[ending] = await run(program, how);
    }),
  );
  for (const [ending, times] of Object.entries(runs))
    process.stdout.write(`${name} ${options}, ${ending}: ${times.join(' ')}\n`);
  return { program: name, version, options, runs };
}

async function run(program: Program, ending: Ending): Promise<readonly number[]> {
  const server = await listen(ending);
  const local = `localhost:${server.port}`;
  // Behind a proxy the host is never looked up.
  const target = { tls: `https://${local}/`, proxy: 'https://blocked.test/', clear: `http://${local}/` }[
    ending.through
  ];
  const proxy = ending.through === 'proxy' ? `http://127.0.0.1:${server.port}` : undefined;
  const [command = '', ...words] = program.command(folder, target, proxy);
  const child = spawn(command, words, {
    cwd: mkdtempSync(join(folder, 'run-')),
    stdio: 'ignore',
    env: environment(proxy),
  });
  await ended(child);
  server.close();
  return afterFirst(server.times);
}

function environment(proxy: string | undefined): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    ...(proxy === undefined ? {} : { https_proxy: proxy, HTTPS_PROXY: proxy, NODE_USE_ENV_PROXY: '1' }),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST * 1000);
  await once(child, 'close');
  clearTimeout(timer);
}

function versionOf({ version: [command = '', ...words] }: Program): string | undefined {
  try {
    const text = execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return /\d+(?:\.\d+)+/u.exec(text)?.[0];
  } catch {
    return undefined;
  }
}
