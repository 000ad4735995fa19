/**
 * Pastes the README's tour, as a reader would, and compares what is printed with what the page shows. `--help` shows the usage.
 *
 * A tour is every fenced block marked `console`: lines that begin with `$ ` are commands, the lines below are their output. A command
 * that ends in `<<'EOF'` goes on to the line `EOF`. `…` in
 * an expected line stands for anything within the line; a line that is only `…` stands for any number of lines.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { optionsOf } from './options.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const START = 'npx --yes pnpm@12.21.0 start';
const HELP = `Runs the commands that README.md shows, and compares what they print with what the page shows.

  pnpm tour [--start COMMAND]

  --start COMMAND   starts the demonstration (default: ${START})
  --help            print this text

Exit code: 0 all is as the page shows, 1 something is not, or the demonstration does not start, 2 wrong usage.
`;
const READY = 'http://127.0.0.1:9464/-/ready';
/** A fresh clone installs first, on a slow line and a busy machine too. */
const START_SECONDS = 900;
/** For one command, in milliseconds. */
const PATIENCE = 900_000;

/** The tour cannot be made; the message says why. */
class TourError extends Error {}

export interface Stop {
  readonly command: string;
  readonly expected: readonly string[];
}

/**
 * The commands of a page with the output shown below each. A command may go on over lines that end in a backslash, or hold a text
 * between `<<'EOF'` and `EOF`.
 */
export function stopsOf(page: string): Stop[] {
  const stops: { command: string; expected: string[] }[] = [];
  for (const [, indent = '', block = ''] of page.matchAll(/^( *)```console\n(.*?)^\1```$/gmsu)) {
    for (const indented of block.trimEnd().split('\n')) {
      const line = indented.slice(indent.length);
      const last = stops.at(-1);
      if (last !== undefined && last.expected.length === 0 && isOpen(last.command)) last.command += `\n${line}`;
      else if (line.startsWith('$ ')) stops.push({ command: line.slice(2), expected: [] });
      else last?.expected.push(line);
    }
  }
  return stops;
}

/** True if the shell would wait for another line. */
function isOpen(command: string): boolean {
  return command.endsWith('\\') || (/<<'EOF'$/mu.test(command) && !/^EOF$/mu.test(command));
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

/** True if `output` is what the page shows, `…` standing for anything. */
export function agrees(expected: readonly string[], output: string): boolean {
  const lines = expected.map((line) =>
    line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escape).join('[^\\n]*')}[ \\t\\r]*\\n`,
  );
  return new RegExp(`^${lines.join('')}$`, 'u').test(output === '' || output.endsWith('\n') ? output : `${output}\n`);
}

function paste({ command, expected }: Stop): boolean {
  const { stdout } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8', timeout: PATIENCE });
  if (agrees(expected, stdout)) {
    process.stdout.write(`ok   $ ${command}\n`);
    return true;
  }
  process.stdout.write(`FAIL $ ${command}\n--- the page shows\n${expected.join('\n')}\n--- it prints\n${stdout}\n`);
  return false;
}

async function isReady(ready: string): Promise<boolean> {
  try {
    const response = await fetch(ready);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // nobody listens yet
  }
}

async function startDemo(command: string, ready: string): Promise<ChildProcess> {
  if (await isReady(ready))
    throw new TourError(`Something already answers on ${ready}. Stop it first, so that the tour tests this tree`);
  const demo = spawn('bash', ['-c', `exec ${command}`], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  demo.stdout.on('data', (bytes: Buffer) => {
    shown += bytes.toString();
  });
  const started = performance.now();
  while (!(await isReady(ready))) {
    if (demo.exitCode !== null || performance.now() - started > START_SECONDS * 1000) {
      stopDemo(demo);
      throw new TourError(`The demo did not become ready within ${START_SECONDS} s. It printed:\n${shown}`);
    }
    await wait(200);
  }
  process.stdout.write(`demo ready after ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return demo;
}

/** The package runner starts a tree of processes; the group ends them all. */
function stopDemo(demo: ChildProcess): void {
  if (demo.pid === undefined || demo.exitCode !== null) return;
  process.kill(-demo.pid, 'SIGTERM');
}

async function walk(command: string, ready: string): Promise<number> {
  const stops = stopsOf(readFileSync(`${root}/README.md`, 'utf8'));
  if (stops.length === 0) throw new TourError('README.md has no console block: the tour is gone');
  const demo = await startDemo(command, ready);
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  try {
    const failed = stops.filter((stop) => !paste(stop)).length;
    process.stdout.write(`${stops.length - failed} of ${stops.length} stops of the tour are as the README shows\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    stopDemo(demo);
    await ended;
  }
}

/** Returns the exit status. `ready`: answers once the demo is ready. */
export async function tour(args: readonly string[], ready: string = READY): Promise<number> {
  const options = optionsOf(args, { start: { type: 'string', default: START } }, HELP);
  if (typeof options === 'number') return options;
  try {
    return await walk(options.start, ready);
  } catch (error) {
    if (!(error instanceof TourError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await tour(process.argv.slice(2));
