/** Who may import whom: the table of ARCHITECTURE.md, as rules. A package sees another only through its index. */
const src = (name) => `^packages/${name}/src`;
const others = (...allowed) => `^packages/(?!(?:${allowed.join('|')})/)[^/]+/`;

/** Folders that the rule against folder cycles holds for. */
const IN_LAYERS = '^(packages/[^/]+/src|fixtures|tools)(/|$)';

/** One rule a package: its sources may import themselves and the packages named. */
const layer = (name, ...allowed) => ({
  name: `${name}-imports-only-${allowed.length > 0 ? allowed.join('-') : 'itself'}`,
  severity: 'error',
  from: { path: src(name) },
  to: { path: others(name, ...allowed) },
});

const within = (...folders) => `^packages/netvakt/src/(?:${folders.join('|')})/`;

/** Features of netvakt: each is of use without the others. What one needs of another is handed over by `command/commands.ts`. */
const FEATURES = [
  'announce',
  'blockpage',
  'coalition',
  'exempt',
  'export',
  'fleet',
  'list',
  'report',
  'syslog',
  'totals',
];
/** What puts features together: a snapshot of all lists, the running filter, its demonstration, its examination. */
const WIRING = ['compile', 'demo', 'doctor', 'run'];
const TOP = ['command', 'manual'];

/** The layers inside netvakt: base <- config <- features <- wiring <- command. */
const NETVAKT_LAYERS = [
  {
    name: 'netvakt-base-imports-nothing-of-netvakt',
    comment: 'What every command stands on; it knows no configuration and no feature.',
    severity: 'error',
    from: { path: within('base') },
    to: { path: '^packages/netvakt/src/', pathNot: within('base') },
  },
  {
    name: 'netvakt-config-imports-base-only',
    comment: 'Settings are validated once, whoever uses them: a section does not know its feature.',
    severity: 'error',
    from: { path: within('config') },
    to: { path: '^packages/netvakt/src/', pathNot: within('base', 'config') },
  },
  {
    name: 'netvakt-features-import-base-and-config-only',
    comment: 'Never each other and never what wires them: a feature can be read, tested and left out by itself.',
    severity: 'error',
    from: { path: `^packages/netvakt/src/(${FEATURES.join('|')})/` },
    to: { path: '^packages/netvakt/src/', pathNot: [within('base', 'config'), '^packages/netvakt/src/$1/'] },
  },
  {
    name: 'netvakt-wiring-does-not-know-the-command-line',
    comment: 'The registry knows all commands; a command that knew the registry would know all others.',
    severity: 'error',
    from: { path: within(...WIRING) },
    to: { path: ['^packages/netvakt/src/[^/]+\\.ts$', within(...TOP)] },
  },
  {
    name: 'netvakt-folders-have-a-layer',
    comment: 'A folder that no rule above names could import anything: give it its layer first.',
    severity: 'error',
    from: { path: '^packages/netvakt/src/[^/]+/', pathNot: within('base', 'config', ...FEATURES, ...WIRING, ...TOP) },
    to: {},
  },
];

/** Entries beside the index of a package (`exports` of its package.json), for a command that wants one part of it and is not to load the rest. */
const LIGHT_ENTRIES = [
  '^packages/selftest/src/command\\.ts$',
  '^packages/blocklist/src/(?:audit|configuration|failures)\\.ts$',
  '^packages/proxy/src/decide/prefix-table\\.ts$',
  '^packages/proxy/src/settings/limits\\.ts$',
  '^packages/metrics/src/units/local-days\\.ts$',
  '^packages/metrics/src/units/units\\.ts$',
  '^packages/coalition/src/document/error\\.ts$',
];

module.exports = {
  forbidden: [
    ...NETVAKT_LAYERS,
    layer('json'),
    layer('matcher'),
    layer('blocklist', 'json', 'matcher'),
    layer('proxy', 'matcher'),
    layer('metrics', 'proxy'),
    layer('selftest', 'matcher'),
    layer('coalition', 'json'),
    layer('netvakt', 'matcher', 'blocklist', 'proxy', 'metrics', 'selftest', 'coalition'),
    {
      name: 'nothing-imports-a-laboratory',
      severity: 'error',
      from: { pathNot: '^packages/lab/' },
      to: { path: '^packages/lab/' },
    },
    {
      name: 'json-and-matcher-are-pure',
      comment: 'No package and no node: module: they run wherever JavaScript does, and their cost is their own.',
      severity: 'error',
      from: { path: [src('json'), src('matcher')] },
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
      name: 'base-config-and-list-start-light',
      comment:
        'Every command loads base and config. By the index of one of these packages they would load all of it: 470 modules, a third of the ' +
        'time that netvakt list update takes to start. Import one of the entries beside the index.',
      severity: 'error',
      from: { path: within('base', 'config', 'list') },
      to: { path: '^packages/(proxy|metrics|coalition)/src/index\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'through-the-index-only',
      severity: 'error',
      from: { path: '^(packages|fixtures)/([^/]+)/' },
      to: {
        path: '^packages/([^/]+)/src/',
        pathNot: ['^packages/$2/', '^packages/[^/]+/src/index\\.ts$', ...LIGHT_ENTRIES],
      },
    },
    {
      name: 'sources-do-not-import-tests-or-fixtures',
      severity: 'error',
      from: { path: '^packages/(?!(?:bench|lab)/)[^/]+/src' },
      to: { path: '^(packages/[^/]+/(test|bench|conformance|experiments)/|fixtures/)' },
    },
    {
      name: 'commands-start-light',
      comment:
        'Every command loads these. When they loaded the readers of lists, too, `netvakt --version` took 2.4 times the CPU time.',
      severity: 'error',
      from: { path: '^packages/netvakt/src/(?:base/(?:failure|lists-error)|command/)' },
      to: {
        path: '^packages/(?:blocklist|matcher|proxy)/src/index\\.ts$',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-cycles',
      comment:
        'Folders are in layers, so that one can be understood without the ones above it. Two that import each other are one folder, or ' +
        'what both need belongs in a third below them. A folder and its own subfolders count as one here.',
      severity: 'error',
      scope: 'folder',
      from: { path: IN_LAYERS },
      to: { circular: true },
    },
    {
      name: 'nothing-imports-the-root-of-src',
      comment:
        'index.ts and main.ts import the folders; a folder that imports a file beside them makes a cycle of the two.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/[^/]+/' },
      to: { path: '^packages/$1/src/[^/]+$' },
    },
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
