import { spawnSync } from 'node:child_process';

/** Runs a program to its end; throws with its last 20 lines of output if it fails. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv; readonly input?: string } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (status === 0) return stdout;
  const output = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
  throw new Error(
    `${program} ${args.join(' ')} failed (${error?.message ?? `exit code ${String(status)}`})\n${output}`,
  );
}
