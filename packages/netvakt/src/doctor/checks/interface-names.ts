import { coversInterface } from '../../export/nft/interfaces.ts';
import type { Machine } from '../machine.ts';

/** Names of the interfaces that are there, in the machine's order. */
function present({ read }: Machine): readonly string[] {
  const lines = (read('/proc/net/dev') ?? '').split('\n');
  return lines.flatMap((line) => /^\s*([^\s:]+):/u.exec(line)?.[1] ?? []);
}

/** The interfaces that are there of those that names and patterns stand for. */
export function interfacesOf(machine: Machine, patterns: readonly string[]): readonly string[] {
  return present(machine).filter((name) => patterns.some((pattern) => coversInterface(pattern, name)));
}
