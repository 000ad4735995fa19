/** From the pages of the repository to a folder of static HTML. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/files.ts';
import { pnpm } from '../release/build.ts';
import { run } from '../release/run.ts';
import { removeTemporary, temporaryFolder } from '../temporary.ts';
import { writeApiPages } from './api.ts';
import { deadLinks } from './dead.ts';
import { type SiteOptions, siteOf, stage } from './stage.ts';

const HOME = join(root, 'docs-site');
/** The file by which a built site is known: a folder without it is not overwritten. */
const MARK = 'site.json';

/** Installs the generator, which is not a part of the workspace, with the exact versions of its own lockfile. Quick if it is there. */
export function installGenerator(): void {
  pnpm(['--dir', HOME, 'install', '--frozen-lockfile', '--prefer-offline'], root);
}

/**
 * Builds the site into `out`, in place of an earlier site there. The generator must be installed.
 *
 * @throws Error if `out` has other files, if a page cannot be rendered, or if a link or an anchor is dead; `out` is then as it was.
 */
export function buildSite(options: SiteOptions, out: string): void {
  assertFree(out);
  mkdirSync(join(HOME, '.build'), { recursive: true });
  const folder = temporaryFolder('site', join(HOME, '.build'));
  try {
    const built = render(options, folder);
    const dead = deadLinks(built, options.base);
    if (dead.length > 0) throw new Error(`${dead.length} dead links:\n${dead.join('\n')}`);
    writeFileSync(join(built, MARK), `${JSON.stringify({ base: options.base })}\n`);
    rmSync(out, { recursive: true, force: true });
    cpSync(built, out, { recursive: true });
  } finally {
    removeTemporary(folder);
  }
}

/** Returns the folder of the rendered site, in `folder`. */
function render(options: SiteOptions, folder: string): string {
  const built = join(folder, 'site');
  stage(siteOf(options, writeApiPages(folder)), folder);
  const words = [join(HOME, 'node_modules/vitepress/bin/vitepress.js'), 'build', folder, '--outDir', built];
  // The flags of a test are none of the generator's.
  run(process.execPath, words, { cwd: HOME, environment: { NODE_OPTIONS: '', NODE_ENV: 'production' } });
  return built;
}

/** Returns the path that a built site has on its web server; `undefined` if `folder` is none. */
export function baseOf(folder: string): string | undefined {
  const mark = join(folder, MARK);
  return existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as { base: string }).base : undefined;
}

/** Throws if a site in `folder` would replace other files. */
export function assertFree(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && baseOf(folder) === undefined)
    throw new Error(`${folder} has files that are no site: name an empty folder with --out`);
}
