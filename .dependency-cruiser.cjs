/** Who may import whom: the table of ARCHITECTURE.md, as rules. A package sees another only through its index. */
const src = (name) => `^packages/${name}/src`;
const others = (...allowed) => `^packages/(?!(?:${allowed.join('|')})/)[^/]+/`;

/** One rule a package: its sources may import themselves and the packages named. */
const layer = (name, ...allowed) => ({
  name: `${name}-imports-only-${allowed.length > 0 ? allowed.join('-') : 'itself'}`,
  severity: 'error',
  from: { path: src(name) },
  to: { path: others(name, ...allowed) },
});

module.exports = {
  forbidden: [
    layer('matcher'),
    layer('blocklist', 'matcher'),
    layer('proxy', 'matcher'),
    layer('metrics', 'proxy'),
    layer('selftest', 'matcher'),
    layer('netvakt', 'matcher', 'blocklist', 'proxy', 'metrics', 'selftest'),
    {
      name: 'nothing-imports-a-laboratory',
      severity: 'error',
      from: { pathNot: '^packages/lab/' },
      to: { path: '^packages/lab/' },
    },
    {
      name: 'matcher-is-pure',
      comment: 'No package and no node: module: it runs wherever JavaScript does, and its cost is its own.',
      severity: 'error',
      from: { path: src('matcher') },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'metrics-knows-proxy-as-types-only',
      severity: 'error',
      from: { path: src('metrics') },
      to: { path: '^packages/proxy/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'proxy-has-no-http-server',
      comment: 'node:http re-serialises what it reads; subscriber bytes are judged and forwarded as they came.',
      severity: 'error',
      from: { path: src('proxy') },
      to: { path: '^(node:)?(http|https|http2)$' },
    },
    {
      name: 'through-the-index-only',
      severity: 'error',
      from: { path: '^(packages|fixtures)/([^/]+)/' },
      to: {
        path: '^packages/([^/]+)/src/',
        pathNot: ['^packages/$2/', '^packages/[^/]+/src/index\\.ts$', '^packages/selftest/src/command\\.ts$'],
      },
    },
    {
      name: 'sources-do-not-import-tests-or-fixtures',
      severity: 'error',
      from: { path: '^packages/(?!(?:bench|lab)/)[^/]+/src' },
      to: { path: '^(packages/[^/]+/(test|bench|conformance|experiments)/|fixtures/)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@netvakt/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
