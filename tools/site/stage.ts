/** Lays out what the generator reads: pages under their paths on the site, pictures, copied files and the settings of the site. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONTENTS, kindsOf, listedPages, type PageKind } from '../check/contents.ts';
import { repositoryFiles, root, textOf } from '../check/files.ts';
import type { ApiPage } from './api.ts';
import { fileOnSite, type LinkMap, sitePathOf } from './links.ts';
import { homeOf, navigationOf, plainText, type SidebarItem, sidebarOf } from './navigation.ts';

const PICTURE = /\.(?:png|svg|webp|jpe?g)$/u;

/** What a caller chooses. */
export interface SiteOptions {
  /** Path on the web server, with a slash at both ends. */
  readonly base: string;
  /** Address of the repository without a slash at its end; pages then have a link for editing. */
  readonly repository: string | undefined;
}

/** All that docs-site/config.js is given. */
export interface DocsSite extends SiteOptions, Omit<LinkMap, 'repository'> {
  readonly version: string;
  readonly description: string;
  readonly nav: readonly SidebarItem[];
  readonly sidebar: readonly SidebarItem[];
}

/** Returns the pages of the site, by their paths from the root: all of docs/, and other pages that the table of contents lists. */
function pagesOfSite(kinds: readonly PageKind[]): string[] {
  return [...new Set([...repositoryFiles('docs/*.md'), ...listedPages(kinds)])];
}

/** Returns the settings of the site. */
export function siteOf(options: SiteOptions, api: readonly ApiPage[]): DocsSite {
  const { version, description } = JSON.parse(textOf('package.json')) as Record<'version' | 'description', string>;
  const kinds = kindsOf(textOf(CONTENTS));
  const pages = pagesOfSite(kinds);
  return {
    ...options,
    version,
    description,
    sources: Object.fromEntries(pages.map((page) => [sitePathOf(page), page])),
    files: repositoryFiles('docs/*').filter((file) => !file.endsWith('.md') && !PICTURE.test(file)),
    nav: navigationOf(kinds, version),
    sidebar: sidebarOf(kinds, pages, api),
  };
}

/** Writes everything into `folder`, in which the pages of the packages are already. */
export function stage(site: DocsSite, folder: string): void {
  for (const [path, source] of Object.entries(site.sources)) {
    put(join(folder, path), source === CONTENTS ? homeOf(textOf(source), site.description) : pageOf(textOf(source)));
  }
  for (const file of site.files) copy(file, join(folder, 'public', fileOnSite(file)));
  for (const file of repositoryFiles('docs/*').filter((name) => PICTURE.test(name)))
    copy(file, join(folder, fileOnSite(file)));
  copy('docs-site/icon.svg', join(folder, 'public/icon.svg'));
  const settings = JSON.stringify(site);
  put(
    join(folder, '.vitepress/config.js'),
    `import { configOf } from '../../../config.js';\n\nexport default configOf(${settings});\n`,
  );
  put(join(folder, '.vitepress/theme/index.js'), "export { default } from '../../../../theme/index.js';\n");
}

/** What is generated is edited at its source, not on its page. */
function pageOf(text: string): string {
  const settings = [
    ...(/\bdo not edit\b/iu.test(text.slice(0, 600)) ? ['editLink: false'] : []),
    ...descriptionOf(text).map((line) => `description: ${JSON.stringify(line)}`),
  ];
  return settings.length === 0 ? text : `---\n${settings.join('\n')}\n---\n\n${text}`;
}

/** The first paragraph of a page as plain text, if it is one. */
function descriptionOf(text: string): string[] {
  const [, paragraph = ''] = /^# .*\n+(?:Generated [^]*?\n\n+)?([^\n|#`>\-!\d][^]*?)(?:\n\n|\n*$)/u.exec(text) ?? [];
  return paragraph === '' ? [] : [plainText(paragraph).replaceAll(/\s+/gu, ' ').slice(0, 300)];
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copy(source: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, source), to);
}
