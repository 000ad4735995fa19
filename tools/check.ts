/**
 * Runs every static check, cheapest cause first, and says at the end which failed and how to run one alone.
 *
 *   pnpm check                 all
 *   pnpm check lint docs       only these
 *   pnpm check --list          what there is
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Check {
  readonly name: string;
  readonly stops: string;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const published = readdirSync(`${root}/packages`).filter((name) => name !== 'bench' && name !== 'testing');
const node = (script: string, ...args: string[]): readonly [string, ...string[]] => [
  process.execPath,
  '--conditions=@netvakt/source',
  script,
  ...args,
];

const CHECKS: readonly Check[] = [
  { name: 'types', stops: 'what the compiler finds', commands: [['tsc', '--build']] },
  {
    name: 'lint',
    stops: 'dropped promises, unsafe values, long files',
    commands: [['oxlint', '--type-aware', '--deny-warnings', '.']],
  },
  { name: 'format', stops: 'other layouts than the formatter’s', commands: [['biome', 'ci', '--colors=off', '.']] },
  {
    name: 'boundaries',
    stops: 'imports that ARCHITECTURE.md forbids',
    commands: [['depcruise', '--output-type', 'err', 'packages', 'fixtures']],
  },
  {
    name: 'dead-code',
    stops: 'files, exports and dependencies that nothing uses',
    commands: [['knip', '--no-config-hints']],
  },
  { name: 'api-docs', stops: 'public names without a doc comment', commands: [['typedoc', '--emit', 'none']] },
  {
    name: 'packaging',
    stops: 'packages that install but do not import',
    commands: published.flatMap((name) => [
      ['publint', '--strict', '--pack', 'npm', `packages/${name}`] as const,
      ['attw', '--pack', `packages/${name}`, '--profile', 'esm-only', '--format', 'ascii', '--quiet'] as const,
    ]),
  },
  { name: 'names', stops: 'names outside the reserved ones', commands: [node('tools/check-names.ts')] },
  {
    name: 'docs',
    stops: 'pages that name files, scripts or anchors that are gone',
    commands: [node('tools/check-docs.ts')],
  },
  {
    name: 'generated',
    stops: 'generated references that drifted',
    commands: [node('tools/generate-docs.ts', '--check')],
  },
];

function run(check: Check): boolean {
  const started = performance.now();
  for (const [program, ...args] of check.commands) {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
    if (status === 0) continue;
    process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error.message}\n`}`);
    process.stdout.write(`FAIL ${check.name}: ${[program, ...args].join(' ')}\n`);
    return false;
  }
  process.stdout.write(
    `ok   ${check.name.padEnd(11)} ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s\n`,
  );
  return true;
}

function main(args: readonly string[]): number {
  if (args.includes('--list') || args.includes('--help')) {
    for (const { name, stops } of CHECKS) process.stdout.write(`${name.padEnd(12)} stops ${stops}\n`);
    return 0;
  }
  const unknown = args.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no check named ${unknown.join(', ')}. See: pnpm check --list\n`);
    return 2;
  }
  // A package’s binaries are on PATH under pnpm; this makes `node tools/check.ts` work alike.
  const jestPackage = createRequire(import.meta.url).resolve('jest/package.json');
  const binaries = `${jestPackage.slice(0, jestPackage.indexOf('node_modules'))}node_modules/.bin`;
  process.env['PATH'] = `${binaries}:${process.env['PATH'] ?? ''}`;
  const chosen = CHECKS.filter(({ name }) => args.length === 0 || args.includes(name));
  const failed = chosen.filter((check) => !run(check)).map(({ name }) => name);
  if (failed.length > 0)
    process.stdout.write(
      `\n${failed.length} of ${chosen.length} checks failed. Again: pnpm check ${failed.join(' ')}\n`,
    );
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
