/** Every check of `pnpm check`: what it stops and the command that it runs. */

/** One check: a command that ends with 0 if the tree is in order. */
export interface StaticCheck {
  readonly name: string;
  /** Completes the sentence "stops …". */
  readonly stops: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Part of `pnpm check --fast`. */
  readonly fast?: true;
  /** The name of a check that must end first, if it runs at all. */
  readonly after?: string;
}

const script = (file: string, ...args: string[]): StaticCheck['command'] => [
  process.execPath,
  '--conditions=@netvakt/source',
  file,
  ...args,
];

/** In the order in which they start: the long ones first, so that no core idles at the end. */
export const CHECKS: readonly StaticCheck[] = [
  { name: 'types', stops: 'what the compiler finds', command: ['tsc', '--build'], fast: true },
  {
    name: 'lint',
    stops: 'dropped promises, unsafe values, long files',
    command: ['oxlint', '--type-aware', '--deny-warnings', '.'],
    fast: true,
  },
  {
    name: 'boundaries',
    stops: 'imports that ARCHITECTURE.md forbids, and folders that import each other',
    command: ['depcruise', '--output-type', 'err', 'packages', 'fixtures', 'tools'],
    fast: true,
  },
  {
    name: 'format',
    stops: 'layouts that differ from the formatter’s',
    command: ['biome', 'ci', '--colors=off', '.'],
    fast: true,
  },
  { name: 'api-docs', stops: 'public names without a doc comment', command: ['typedoc', '--emit', 'none'] },
  {
    name: 'packaging',
    stops: 'packages that install but do not import',
    command: script('tools/check/packaging.ts'),
    after: 'types', // it packs what the compiler wrote
  },
  {
    name: 'dead-code',
    stops: 'files, exports and dependencies that nothing uses',
    command: ['knip', '--no-config-hints'],
  },
  {
    name: 'kernel',
    stops: 'a compiled kernel of the matcher that its source does not compile to',
    command: script('packages/matcher/tools/build-kernel.ts', '--check'),
  },
  {
    name: 'generated',
    stops: 'generated references that drifted',
    command: script('tools/generate-docs.ts', '--check'),
  },
  {
    name: 'names-once',
    stops: 'exported names that are declared in two files',
    command: script('tools/check/names-once.ts'),
  },
  {
    name: 'words',
    stops: 'exported names with a word that the glossary refuses',
    command: script('tools/check/words.ts'),
  },
  {
    name: 'tree',
    stops: 'folders that ARCHITECTURE.md does not name or that are gone, imports against its layers',
    command: script('tools/check/tree.ts'),
  },
  { name: 'names', stops: 'host names outside the reserved ones', command: script('tools/check/names.ts') },
  {
    name: 'docs',
    stops: 'pages that name files, scripts or anchors that are gone',
    command: script('tools/check/docs.ts'),
  },
  {
    name: 'prose',
    stops: 'idioms and long sentences in comments and pages',
    command: script('tools/check/prose.ts'),
  },
];
