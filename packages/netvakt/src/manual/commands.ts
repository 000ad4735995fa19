import type { Argument, Command, Option } from 'commander';
import { Output } from '../base/output.ts';
import { buildProgram } from '../command/program.ts';

/** One command, as manual and completions need it. */
export interface DescribedCommand {
  /** `list allow add`; empty for the program itself. */
  readonly words: string;
  readonly description: string;
  /** `<id> [options]` and the like. */
  readonly usage: string;
  readonly options: readonly { readonly flags: string; readonly long: string; readonly description: string }[];
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  /** What may follow: names of commands, with what they do. */
  readonly next: readonly { readonly name: string; readonly description: string }[];
}

/** Every command of the program that parses, the program itself first. */
export function describedCommands(): readonly DescribedCommand[] {
  const output = new Output(process.stdout);
  const context = { stdout: output, stderr: output, stdin: process.stdin, environment: {} };
  return below(
    buildProgram(context, () => undefined),
    '',
  );
}

function below(command: Command, words: string): DescribedCommand[] {
  const own: DescribedCommand = {
    words,
    description: command.description(),
    usage: command.usage(),
    options: command.createHelp().visibleOptions(command).map(optionOf),
    arguments: command.registeredArguments.map(argumentOf),
    next: command.commands.map((next) => ({ name: next.name(), description: next.description() })),
  };
  return [own, ...command.commands.flatMap((next) => below(next, `${words} ${next.name()}`.trimStart()))];
}

function optionOf(option: Option): DescribedCommand['options'][number] {
  return { flags: option.flags, long: option.long ?? option.flags, description: withDefault(option) };
}

function argumentOf(argument: Argument): DescribedCommand['arguments'][number] {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return { name: argument.required ? `<${name}>` : `[${name}]`, description: argument.description };
}

function withDefault({ description, defaultValue }: Option): string {
  if (defaultValue === undefined) return description;
  return `${description} (default: ${JSON.stringify(defaultValue)})`;
}
