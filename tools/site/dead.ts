/** Finds what a built site links to and does not have: pages, files and anchors; and anything that it would load from elsewhere. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

const LINK = /<a\b[^>]*?\bhref="([^"]*)"/gu;
const LOADED = /<(?:script|img|link|source|iframe)\b[^>]*?\b(?:src|srcset|href)="([^"]*)"/gu;
const ID = /\bid="([^"]*)"/gu;
const OTHER_SITE = /^(?:[a-z][\w+.-]*:|\/\/)/u;

interface BuiltPage {
  readonly html: string;
  readonly ids: ReadonlySet<string>;
}

/** Returns the paths of all pages of a built site. */
export function builtPages(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .toSorted();
}

/** Returns a fault for each link that leads nowhere; sorted by page. `base` is the path of the site, with a slash at both ends. */
export function deadLinks(folder: string, base: string): string[] {
  const pages = new Map(builtPages(folder).map((path) => [path, readPage(join(folder, path))]));
  const faults: string[] = [];
  for (const [path, { html }] of pages) {
    for (const target of targets(html, LINK)) {
      const fault = OTHER_SITE.test(target) ? undefined : faultOf(target, path);
      if (fault !== undefined) faults.push(`${path} links to ${target}, ${fault}`);
    }
    for (const target of targets(html, LOADED)) {
      const fault = /^(?:https?:)?\/\//u.test(target) ? 'which is another site' : faultOf(target, path);
      if (fault !== undefined) faults.push(`${path} loads ${target}, ${fault}`);
    }
  }
  return [...new Set(faults)];

  function faultOf(target: string, from: string): string | undefined {
    if (target.startsWith('data:')) return undefined;
    const [path = '', anchor] = decodeURI(target).split('#');
    if (path.startsWith('/') && !path.startsWith(base)) return `which is outside ${base}`;
    const file = fileOf(
      path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(from), path),
      from,
      path,
    );
    const page = pages.get(file);
    if (page === undefined)
      return existsSync(join(folder, file)) && statSync(join(folder, file)).isFile()
        ? undefined
        : 'which does not exist';
    return anchor === undefined || anchor === '' || page.ids.has(anchor) ? undefined : 'which has no such anchor';
  }
}

/** A link without a path leads to its own page, one to a folder to the page of the folder. */
function fileOf(file: string, from: string, path: string): string {
  if (path === '') return from;
  return file === '' || file.endsWith('/') ? `${file}index.html` : file;
}

function targets(html: string, pattern: RegExp): string[] {
  return Array.from(html.matchAll(pattern), ([, target = '']) => target.replaceAll('&amp;', '&'));
}

function readPage(file: string): BuiltPage {
  const html = readFileSync(file, 'utf8');
  return { html, ids: new Set(Array.from(html.matchAll(ID), ([, id = '']) => id)) };
}
