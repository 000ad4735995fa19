import type { Command } from 'commander';
import { EXIT_CODES } from '../base/exit.ts';
import { Output } from '../base/output.ts';
import { buildProgram } from './program.ts';

/** Writes the reference of all commands as Markdown: `docs/cli.md` is this text, from the program that parses. */
export function cliReference(): string {
  const output = new Output(process.stdout);
  const context = { stdout: output, stderr: output, stdin: process.stdin, environment: {} };
  const program = buildProgram(context, () => undefined);
  const codes = EXIT_CODES.map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return `${HEAD}${codes.join('\n')}\n\n${leaves(program).map(chapter).join('\n')}${TAIL}`;
}

const HEAD = `# The command

Look up a command: its arguments, its options and its exit codes.

Generated from \`packages/netvakt/src/command\` by \`pnpm run docs\`. Do not edit.

In a checkout: \`pnpm netvakt …\`. Every command takes \`--help\` and \`--version\`.

| exit code | meaning |
| --- | --- |
`;

const TAIL = `
## What \`check\` prints

One object a line, in the order of the URLs:

\`\`\`json
{"input":"http://mixed.test/blocked/x","canonical":{"host":"mixed.test","path":"/blocked/x","query":""},"verdict":"block","reason":"deny-rule","rule":{"list":"se-urls","version":"…","line":12,"kind":"prefix"}}
\`\`\`

\`verdict\` is \`forward\`, \`block\` or \`refuse\`. \`canonical\` is \`null\` if the text names no page; \`reason\` then says why.
\`rule\` is \`null\` if no rule covers the page.
`;

/** Commands that do something, with the words that lead to them. */
function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function chapter(command: Command): string {
  const help = command.configureHelp({ helpWidth: 120 }).helpInformation();
  return `## \`${wordsOf(command)}\`\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
}

function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}
