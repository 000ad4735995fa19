/** Where an export goes: to standard output, or into a file that a daemon reads. */
import type { Context } from '../../base/context.ts';
import { exportError } from '../failure.ts';
import { type Checker, checkFile, checkWith, reloadBy } from './programs.ts';
import { readTarget, replaceTarget } from './replace.ts';

/** Options of every export. */
export interface OutputOptions {
  /** The file to replace. Default: standard output. */
  readonly output?: string;
  /** Shell command that must succeed on the new file, `$1`, in place of the checker of the format. */
  readonly checkWith?: string;
  /** Shell command that runs once the file is in its place. */
  readonly reload?: string;
  /** Per cent. */
  readonly maxShrink?: number;
  /** True writes a file without entries. */
  readonly allowEmpty?: boolean;
  readonly json?: boolean;
}

/** What is to be written. */
export interface ExportedFile {
  /** Makes the text. @param before - the text of the file that is replaced, empty if there is none. */
  readonly text: (before: string) => string;
  /** Counts the entries of such a text: names or routes. Left out if there are none to lose. */
  readonly count?: (text: string) => number;
  readonly checker?: Checker | undefined;
}

/** Per cent of the entries that may go in one run. */
const MOST_SHRINK = 50;
/** So many may go from a file of any size. */
const FREE_SHRINK = 10;

/**
 * Writes an export to standard output or, whole or not at all, into a file: written next to it, checked, flushed, renamed. Then the
 * daemon is made to read it.
 *
 * @throws OperatorError - if nothing was written, because it holds no entry or far fewer than the file before, or its checker
 *   refuses it; or if it was written and the daemon did not take it.
 */
export async function putOut(context: Context, file: ExportedFile, options: OutputOptions): Promise<void> {
  const { output } = options;
  if (output === undefined) {
    if (options.reload !== undefined || options.checkWith !== undefined)
      throw exportError('--reload and --check-with are for --output', 'Name the file that is written');
    const text = file.text('');
    if (file.count?.(text) === 0) mayBeEmpty(options);
    await context.stdout.write(text);
    return;
  }
  const before = await readTarget(output);
  const text = file.text(before ?? '');
  const [was, is] = [before === undefined ? undefined : file.count?.(before), file.count?.(text)];
  guard(was, is, options);
  let checkedBy: string | undefined;
  await replaceTarget(output, text, (path) => {
    if (options.checkWith !== undefined) checkedBy = checkWith(options.checkWith, path);
    else if (file.checker !== undefined) checkedBy = checkFile(file.checker, path);
  });
  if (options.reload !== undefined) reloadBy(options.reload, output);
  await report(
    context,
    { output, entries: is, before: was, checkedBy, reloaded: options.reload !== undefined },
    file,
    options,
  );
}

/** A file that has lost most of its entries is a lost list, or a damaged one: it would unblock them. */
function guard(was: number | undefined, is: number | undefined, options: OutputOptions): void {
  if (is === 0) mayBeEmpty(options);
  if (was === undefined || is === undefined) return;
  const most = Math.max(FREE_SHRINK, Math.floor((was * (options.maxShrink ?? MOST_SHRINK)) / 100));
  if (was - is <= most) return;
  throw exportError(
    `the new file has ${is} entries, the one that it would replace ${was}; that one is untouched`,
    'Look at what changed in the lists ("netvakt list status"). To write it, raise --max-shrink for one run',
  );
}

function mayBeEmpty({ allowEmpty }: OutputOptions): void {
  if (allowEmpty === true) return;
  throw exportError(
    'the file would have no entry, and what reads it would block nothing',
    'If that is meant, use --allow-empty',
  );
}

interface Written {
  readonly output: string;
  readonly entries: number | undefined;
  readonly before: number | undefined;
  readonly checkedBy: string | undefined;
  readonly reloaded: boolean;
}

async function report(
  { stderr }: Context,
  written: Written,
  { checker }: ExportedFile,
  { json }: OutputOptions,
): Promise<void> {
  if (json === true) {
    await stderr.write(`${JSON.stringify(written)}\n`);
    return;
  }
  const { output, entries, before, checkedBy, reloaded } = written;
  const count = entries === undefined ? '' : `: ${entries} entries${before === undefined ? '' : `, ${before} before`}`;
  const checked = checkedBy === undefined ? notChecked(checker, output) : `; checked by ${checkedBy}`;
  await stderr.write(`Written to ${output}${count}${checked}${reloaded ? '; reloaded' : ''}\n`);
}

function notChecked(checker: Checker | undefined, output: string): string {
  if (checker === undefined) return '';
  const [program] = checker.command(output);
  return `; not checked: ${program} needs ${checker.root === true ? 'root, and ' : ''}the package ${checker.package}`;
}
