/**
 * Holds the English that a person reads: comments that begin their line, and pages. It reports an idiom of the table below, and a
 * sentence of more than {@link MOST_WORDS} words. Pictures, tables and code are not read: what is indented in a comment, or fenced
 * in a page.
 */
import { fileURLToPath } from 'node:url';
import { reportFaults, repositoryFiles, textOf } from './files.ts';

/** Words in a sentence. The aim of a writer is 25; 28 leaves room for a list of names. */
export const MOST_WORDS = 28;

const IF = '"if" for a condition';
const TELL = 'what a program does: "reports", "logs", "returns", "sends"';

/** What is refused, and what to write. Patterns see one line. */
const IDIOMS: readonly (readonly [pattern: RegExp, write: string])[] = [
  [
    /\b(?:throws|rejects|fails|ends|empty|none|null|undefined|NaN|skipped|true|false|unknown|even|also|except)[`)]?,? where\b/iu,
    IF,
  ],
  [/(?:''|\b-?\d)[`)]*,? where\b/u, IF],
  [
    /\bwhere (?:there (?:is|are|was|were)\b|left out\b|absent\b|possible\b|none\b(?! can)|(?:it|that|they|one) (?:fails?|cannot|does|do|has|have|matters|differs?|is (?:not|missing|absent|another))\b)/iu,
    IF,
  ],
  [/(?:^|[.:] )Where [^,.;:]+, (?:it|they|there|nobody|nothing|this|most|that|these|its|no)\b/u, IF],
  [/; where (?:all|none|no|not|nothing|nobody|others?|several)\b/u, IF],
  [/\blies (?:in|on|at|over|beside|behind|beyond|below|next|there|here)\b/iu, '"is"'],
  [/\bstands? (?:in|on|at|beside|behind|before|after|there|here|among|by)\b/iu, '"is"'],
  [
    /\b(?:tells?|told|telling) (?:apart|from|of)\b|\b(?:is|are|was|were|be|been) told\b|\btells (?:it|them|nothing)\b/iu,
    TELL,
  ],
  [/(?:^|[.:] )(?:Told|Tells|Says)\b(?! (?:apart|from|of)\b)/u, TELL],
  [/\bsays? (?:so|nothing)\b|\bsays of\b|\bsaid of\b/iu, TELL],
  [/\bbeside (?!the point)/iu, '"next to" or "in addition to"'],
  [/\b(?:comes?|came) in(?:to)? force\b/iu, '"takes effect"'],
  [/\bby (?:itself|themselves)\b/iu, '"automatically" or "alone"'],
  [/\bin the house\b/iu, '"internally"'],
  [/\bwithout a word\b/iu, '"silently"'],
  [/\bsave (?:where|that|for)\b/iu, '"except"'],
  [/\b(?:takes?|took|taken|seconds) of a core\b/iu, '"CPU time"'],
  [/\bone of it serves\b/iu, '"create one per"'],
  [/\bif left out\b/iu, '"Default: …"'],
  [/\bfor ever\b/iu, '"forever"'],
  [/^Of (?:the|a|an|all|one|this)\b/u, 'what it is: "Size of the …"'],
  [/\b(?:where(?:in|by|of|upon)|there(?:of|in|by|upon)|here(?:by|in|of))\b/iu, 'a plain preposition'],
];

/** A stretch of prose with its first line, counted from 1. */
interface Passage {
  readonly line: number;
  readonly text: string;
}

/** Groups lines that follow each other: `undefined`, a blank line and a new point of a list end a passage. */
function passagesOf(lines: readonly (string | undefined)[]): Passage[] {
  const passages: Passage[] = [];
  let start = 0;
  const end = (at: number): void => {
    if (at > start) passages.push({ line: start + 1, text: lines.slice(start, at).join('\n') });
  };
  for (const [index, text] of lines.entries()) {
    const isBlank = text === undefined || text.trim() === '';
    if (!isBlank && !/^\s*(?:[-*@]|\d+\.) ?/u.test(text)) continue;
    end(index);
    start = isBlank ? index + 1 : index;
  }
  end(lines.length);
  return passages;
}

/** The prose of a comment line: nothing for code, and for what is indented behind the star. */
function commentOf(line: string): string | undefined {
  const [, star, words = ''] = /^\s*(\/\*\*|\*(?!\/)|\/\/) ?(.*?)(?:\*\/)?$/u.exec(line) ?? [];
  return star === undefined || /^\s{2}|^\s*```|\|/u.test(words) ? undefined : words;
}

/** The prose of `text`: of its comments if `file` is TypeScript, else all but fences, tables, quotations and indented lines. */
export function prose(file: string, text: string): Passage[] {
  const lines = text.split('\n');
  if (file.endsWith('.ts')) return passagesOf(lines.map((line) => commentOf(line)));
  let isFenced = false;
  return passagesOf(
    lines.map((line) => {
      const isFence = /^\s*(?:```|~~~)/u.test(line);
      if (isFence) isFenced = !isFenced;
      return isFence || isFenced || /^\s{4}|^\s*\||^[>#<]/u.test(line) ? undefined : line;
    }),
  );
}

function idiomFaults(file: string, { line, text }: Passage): string[] {
  return text.split('\n').flatMap((words, index) =>
    IDIOMS.flatMap(([pattern, write]) => {
      const [found] = pattern.exec(words) ?? [];
      return found === undefined ? [] : [`${file}:${line + index}: "${found}": write ${write}`];
    }),
  );
}

function lengthFaults(file: string, { line, text }: Passage): string[] {
  return text
    .replaceAll(/`[^`]*`(?:, `[^`]*`)*|\([^)]*\)/gu, 'x') // a name in code is one word, and what is in brackets is read apart
    .split(/(?<=[.:;?!])\s/u)
    .map((sentence) => sentence.match(/[A-Za-z][\w'’-]*/gu) ?? [])
    .filter((words) => words.length > MOST_WORDS)
    .map(
      (words) =>
        `${file}:${line}: a sentence of ${words.length} words; at most ${MOST_WORDS}: "${words.slice(0, 6).join(' ')} …"`,
    );
}

/** Faults of one file. Linear in the text. */
export function proseFaults(file: string, text: string): string[] {
  return prose(file, text).flatMap((passage) => idiomFaults(file, passage).concat(lengthFaults(file, passage)));
}

/** Most comment lines with "where", of all: nearly all that are left name a place. Measured: 2.0 %; it was 3.9 % with conditions. */
export const MOST_WHERE = 0.022;

/** Faults of the comments of all files together: no pattern finds each "where" that means "if", but their number shows them. */
export function whereFaults(files: ReadonlyMap<string, string>): string[] {
  const lines = [...files]
    .filter(([file]) => file.endsWith('.ts'))
    .flatMap(([file, text]) => prose(file, text).flatMap((passage) => passage.text.split('\n')));
  const found = lines.filter((line) => /\bwhere\b/iu.test(line)).length;
  if (found <= lines.length * MOST_WHERE) return [];
  return [
    `${found} of ${lines.length} comment lines have "where"; at most ${(MOST_WHERE * 100).toFixed(1)} %: write ${IF}`,
  ];
}

/** Not ours to word: what has been released or decided, and the licences that others wrote. */
const NOT_READ = /^CHANGELOG\.md$|^docs\/adr\/|\/schemas\/README\.md$|^tools\/(?:check|test\/check)\/prose/u;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = repositoryFiles('*.ts', '*.md').filter((file) => !NOT_READ.test(file));
  const files = new Map(names.map((file) => [file, textOf(file)]));
  process.exitCode = reportFaults([
    ...[...files].flatMap(([file, text]) => proseFaults(file, text)),
    ...whereFaults(files),
  ]);
}
