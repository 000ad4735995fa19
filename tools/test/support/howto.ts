/**
 * A how-to as a program reads it: its code blocks in order.
 *
 *   ```ts      first line `// PATH`: a new file
 *   ```diff    `--- PATH`, then hunks that begin with `@@`: lines with a blank, `-` or `+` in front, found by their text
 *   ```sh      commands, one a line
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One block that does something; blocks of other kinds are for readers. */
export type HowtoStep =
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'change'; readonly path: string; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'run'; readonly command: string };

/** Lines of a file before and after. */
interface Hunk {
  readonly before: string;
  readonly after: string;
}

const BLOCK = /^```(ts|diff|sh)\n(.*?)^```$/gmsu;

/** The steps of a page. Throws an `Error` for a block that needs a path and has none. */
export function stepsOf(page: string): HowtoStep[] {
  return [...page.matchAll(BLOCK)].flatMap(([, language, text = '']): HowtoStep[] => {
    if (language === 'ts') return [creation(text)];
    if (language === 'diff') return [change(text)];
    return text
      .trimEnd()
      .split('\n')
      .map((command) => ({ kind: 'run', command }));
  });
}

function creation(block: string): HowtoStep {
  const [, path, text] = /^\/\/ (\S+)\n(.*)$/su.exec(block) ?? [];
  if (path === undefined || text === undefined) throw new Error(`A block of code begins with no path: ${block}`);
  return { kind: 'create', path, text };
}

function change(block: string): HowtoStep {
  const [, path, rest] = /^--- (\S+)\n@@\n(.*)$/su.exec(block) ?? [];
  if (path === undefined || rest === undefined) throw new Error(`A difference begins with no path and no @@: ${block}`);
  return { kind: 'change', path, hunks: rest.split(/^@@\n/mu).map((text) => hunkOf(text)) };
}

function hunkOf(text: string): Hunk {
  const lines = text.replace(/\n$/u, '').split('\n');
  const side = (sign: string): string =>
    lines
      .filter((line) => line === '' || line[0] === ' ' || line[0] === sign)
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return { before: side('-'), after: side('+') };
}

/** Does a step that writes, below `folder`. Throws an `Error` if the page no longer fits the files. */
export function applyStep(step: HowtoStep, folder: string): void {
  if (step.kind === 'run') return;
  const path = join(folder, step.path);
  if (step.kind === 'create') {
    if (existsSync(path)) throw new Error(`${step.path} is to be created, and is there already`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text);
    return;
  }
  writeFileSync(
    path,
    step.hunks.reduce((text, hunk) => changed(step.path, text, hunk), readFileSync(path, 'utf8')),
  );
}

function changed(path: string, text: string, { before, after }: Hunk): string {
  const [whole, part] = [`\n${text}`, `\n${before}`];
  const at = whole.indexOf(part);
  if (at === -1) throw new Error(`${path} does not have these lines:\n${before}`);
  if (whole.includes(part, at + 1)) throw new Error(`${path} has these lines more than once:\n${before}`);
  return `${whole.slice(1, at + 1)}${after}${whole.slice(at + part.length)}`;
}
