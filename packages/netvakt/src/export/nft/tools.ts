/** `nft` and `ip` of this machine, as the plan's rules are put in force, taken away and looked at. */
import { spawnSync } from 'node:child_process';
import { codeOf } from '../../base/anonymous.ts';
import { exportError } from '../failure.ts';

/** The output of a program of this machine. */
interface ProgramOutput {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; tests give their own. */
export type Run = (command: readonly string[], input?: string) => ProgramOutput;

/** A ruleset of ten thousand suspects is some hundred kilobytes; nothing of ours comes near this. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Runs a program of this machine. Throws an {@link OperatorError} if there is none of that name. */
export const runHere: Run = ([program = '', ...words], input = '') => {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    input,
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
  });
  if (error !== undefined)
    throw exportError(
      `${program} cannot be run (${codeOf(error) ?? 'unknown'})`,
      `Install the package that has it: ${PACKAGES[program] ?? program}`,
    );
  return { ok: status === 0, stdout, stderr };
};

/** As {@link runHere}, if a failure is the end. The error names what failed, never the input. */
export function mustRun(run: Run, command: readonly string[], input?: string): string {
  const { ok, stdout, stderr } = run(command, input);
  if (ok) return stdout;
  // nft quotes the statement that it did not take, with the addresses in it: its first line is enough.
  const message = stderr.split('\n')[0]?.trim() ?? '';
  throw exportError(
    `${command.slice(0, 3).join(' ')} failed: ${message}`,
    'Run it as root; "netvakt doctor" looks for what is missing',
  );
}

const PACKAGES: Readonly<Partial<Record<string, string>>> = {
  nft: 'nftables',
  iptables: 'iptables',
  'iptables-restore': 'iptables',
  ip6tables: 'iptables',
  'ip6tables-restore': 'iptables',
  ip: 'iproute2',
  ss: 'iproute2',
  unshare: 'util-linux',
};
