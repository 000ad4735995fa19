/** Where a link of a page leads on the site: the same Markdown is read in the repository, where paths are those of files. */
import { posix } from 'node:path';

/** What must be known of a site to resolve the links of its pages. */
export interface LinkMap {
  /** Address of the repository, without a slash at its end; `undefined` if it has none yet. */
  readonly repository?: string | undefined;
  /** Path on the site of each page (`operating/index.md`) -> path of its source in the repository (`docs/operating/README.md`). */
  readonly sources: Readonly<Record<string, string>>;
  /** Paths in the repository of files that are copied: schemas, examples. */
  readonly files: readonly string[];
}

const OTHER_SITE = /^[a-z][\w+.-]*:/u;

/** Returns the path on the site of a page of the repository: README.md is the page of its folder, and docs/ is the top. */
export function sitePathOf(source: string): string {
  const path = source.startsWith('docs/') ? source.slice('docs/'.length) : source.toLowerCase();
  return posix.dirname(source) === '.' ? path : path.replace(/(^|\/)readme\.md$/iu, '$1index.md');
}

/** Returns the path on the site of a copied file. */
export function fileOnSite(source: string): string {
  return source.replace(/^docs\//u, '');
}

/**
 * Returns the target of a link of the page at `path` on the site; `undefined` if the site cannot lead there: a file of the source, if
 * nobody knows where the repository is.
 */
export function linkFrom(map: LinkMap, path: string, target: string): string | undefined {
  const source = map.sources[path];
  if (source === undefined || target.startsWith('#') || OTHER_SITE.test(target)) return target;
  const { pathname, hash } = parts(target);
  const file = posix.join(posix.dirname(source), pathname).replace(/\/$/u, '');
  const page = [file, `${file}/README.md`].find((candidate) => map.sources[sitePathOf(candidate)] === candidate);
  if (page !== undefined) return `/${sitePathOf(page)}${hash}`;
  if (map.files.includes(file)) return `/${fileOnSite(file)}`;
  return map.repository === undefined ? undefined : `${map.repository}/blob/main/${file}${hash}`;
}

/** Returns the target of a picture of the page at `path` on the site, relative to the page. */
export function pictureFrom(map: LinkMap, path: string, target: string): string {
  const source = map.sources[path];
  if (source === undefined || OTHER_SITE.test(target)) return target;
  const file = fileOnSite(posix.join(posix.dirname(source), target));
  const relative = posix.relative(posix.dirname(path), file);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function parts(target: string): { pathname: string; hash: string } {
  const at = target.indexOf('#');
  return at < 0 ? { pathname: target, hash: '' } : { pathname: target.slice(0, at), hash: target.slice(at) };
}
