/** Programs that look at a new file, and commands that make a daemon read it. */
import { spawnSync } from 'node:child_process';
import { exportError } from '../failure.ts';

/** A program that reads a file and takes or refuses it. */
export interface Checker {
  /** Program and arguments for a file. */
  readonly command: (file: string) => readonly [program: string, ...words: string[]];
  /** The Debian package that has it. */
  readonly package: string;
  /** True if it works for root only. Others are not checked. */
  readonly root?: boolean;
}

/** How a file was checked: by which program; `undefined` if that is not here. */
type CheckedBy = string | undefined;

/**
 * Runs the checker on a file. What it prints is not shown, since it quotes entries.
 *
 * @throws OperatorError - if it refuses the file.
 */
export function checkFile(checker: Checker, file: string): CheckedBy {
  const [program, ...words] = checker.command(file);
  if (checker.root === true && process.geteuid?.() !== 0) return undefined;
  const { status, error } = spawnSync(program, words, { stdio: 'ignore' });
  if (error !== undefined) return undefined;
  if (status === 0) return program;
  throw exportError(
    `${program} refuses the new file (exit code ${status}); the file before is untouched`,
    `Export to another file without --output, and run ${program} on it: what it prints holds entries`,
  );
}

/** Runs a command of the operator on a file, which it finds as `$1`. Throws an {@link OperatorError} if it fails. */
export function checkWith(command: string, file: string): CheckedBy {
  const { status } = spawnSync('/bin/sh', ['-c', command, 'sh', file], { stdio: 'ignore' });
  if (status === 0) return '--check-with';
  throw exportError(
    `the command of --check-with refuses the new file (exit code ${status}); the file before is untouched`,
    'Run it by hand on the output without --output',
  );
}

/** Runs the command that makes a daemon read the file. Throws an {@link OperatorError} if it fails. */
export function reloadBy(command: string, file: string): void {
  const { status, stderr } = spawnSync('/bin/sh', ['-c', command, 'sh', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) return;
  const first = stderr.split('\n')[0]?.trim() ?? '';
  throw exportError(
    `${file} is written, but the command of --reload failed (exit code ${status})${first === '' ? '' : `: ${first}`}`,
    'The daemon still uses what it read before. Repair that, and run the export again',
  );
}
