import { readFileSync } from 'node:fs';

/** The settings of a systemd unit: the last value of each name counts, as far as the tests need them. */
export function unitSettings(path: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/u.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** What the service manager does to a process that it starts, as a command line: user, rights, limits. No seccomp, no mounts. */
export function asServiceManager(unit: ReadonlyMap<string, string>): readonly string[] {
  const user = unit.get('User') ?? 'root';
  const rights = ['--reuid', user, '--regid', unit.get('Group') ?? user, '--clear-groups', '--no-new-privs'];
  // A container may bound what the service manager of a whole machine may give.
  const files = Math.min(Number(unit.get('LimitNOFILE')), hardLimitOfFiles());
  const limits = [`--nofile=${files}`, `--core=${unit.get('LimitCORE') ?? ''}`];
  return ['/usr/bin/prlimit', ...limits, '/usr/bin/setpriv', ...rights, '--bounding-set', '-all', '--inh-caps', '-all'];
}

function hardLimitOfFiles(): number {
  const line = /^Max open files +\d+ +(\d+|unlimited) /mu.exec(readFileSync('/proc/self/limits', 'utf8'));
  return line?.[1] === undefined || line[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line[1]);
}
