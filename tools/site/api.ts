/** Pages of the interfaces of the public packages, by typedoc. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/files.ts';
import { run } from '../release/run.ts';

/** A page of the interfaces of a package: its path on the site and its title. */
export interface ApiPage {
  readonly path: string;
  readonly title: string;
}

/** The page that lists the others. */
const INDEX = 'api/index.md';
const FLAGS = [
  '--skipErrorChecking',
  '--excludeExternals',
  '--excludeScopesInPaths',
  '--hideBreadcrumbs',
  '--hidePageHeader',
];
/** What is shown as a table rather than under headings. */
const TABLES = ['parameters', 'interfaceProperties', 'classProperties', 'typeAliasProperties', 'propertyMembers'];

/** Writes a page for each package below `folder`/api, and returns them, sorted. The types are not checked here. */
export function writeApiPages(folder: string): ApiPage[] {
  const site = join(root, 'docs-site');
  const options: Readonly<Record<string, string>> = {
    out: join(folder, 'api'),
    name: 'Packages',
    router: 'module',
    entryFileName: 'index',
    logLevel: 'Error',
    treatValidationWarningsAsErrors: 'false', // `pnpm check api-docs` looks at them
    ...Object.fromEntries(TABLES.map((what) => [`${what}Format`, 'table'])),
  };
  const plugins = ['node_modules/typedoc-plugin-markdown/dist/index.js', 'api-names.js'].map((file) =>
    join(site, file),
  );
  run(
    process.execPath,
    [
      join(site, 'node_modules/typedoc/bin/typedoc'),
      ...plugins.flatMap((plugin) => ['--plugin', plugin]),
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      ...FLAGS,
    ],
    { cwd: root },
  );
  return readdirSync(join(folder, 'api'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ path: `api/${file}`, title: titleOf(join(folder, 'api', file)) }))
    .toSorted((a, b) => Number(b.path === INDEX) - Number(a.path === INDEX) || a.path.localeCompare(b.path));
}

function titleOf(file: string): string {
  return /^# (.+)$/mu.exec(readFileSync(file, 'utf8'))?.[1] ?? file;
}
