/**
 * The table of contents of all pages: docs/README.md. A heading of the second level is a kind of page (tutorial, how-to guide,
 * reference, explanation), one of the third a group, and each item of a list a page:
 *
 *     ## How-to guides
 *     What the kind is for.
 *     ### Install
 *     - [Install](operating/install.md): what the page is for
 *
 * A page that is in no list belongs to the listed README.md of its folder or of the nearest folder above; if there is none, to the
 * listed page of the root that has the name of its folder: CONTRIBUTING.md for docs/contributing/.
 */
import { posix } from 'node:path';

/** The page that lists all others, by its path from the root. */
export const CONTENTS = 'docs/README.md';

const ITEM = /^- \[([^\]]+)\]\(([^)#\s]+)[^)]*\)/u;

/** One page in a list; `page` is a path from the root. */
export interface ListedPage {
  readonly text: string;
  readonly page: string;
}

/** Pages of a kind under one heading; those before the first have none. */
export interface PageGroup {
  readonly title: string | undefined;
  readonly pages: readonly ListedPage[];
}

/** A kind of page, and the paragraph that explains its purpose. */
export interface PageKind {
  readonly title: string;
  readonly summary: string;
  readonly groups: readonly PageGroup[];
}

/** Returns the parts of `text` that begin with a heading of `level`, without the marks. */
function partsOf(text: string, level: number): string[] {
  return text.split(new RegExp(`^#{${level}} `, 'mu')).slice(1);
}

function groupOf(text: string, title: string | undefined): PageGroup {
  const pages = text.split('\n').flatMap((line) => {
    const [, name, path] = ITEM.exec(line) ?? [];
    return name === undefined || path === undefined
      ? []
      : [{ text: name, page: posix.join(posix.dirname(CONTENTS), path) }];
  });
  return { title, pages };
}

function kindOf(part: string): PageKind {
  const [title = '', ...rest] = part.split('\n');
  const body = rest.join('\n');
  const [first = ''] = body.split(/^### /mu);
  const summary = (first.trim().split('\n\n')[0] ?? '').replaceAll('\n', ' ');
  const groups = partsOf(body, 3).map((group) => groupOf(group, group.split('\n')[0]));
  return { title, summary: ITEM.test(summary) ? '' : summary, groups: [groupOf(first, undefined), ...groups] };
}

/** Returns the kinds that a table of contents has, in its order. */
export function kindsOf(contents: string): PageKind[] {
  return partsOf(contents, 2).map(kindOf);
}

/** Returns all listed pages, by their paths from the root. */
export function listedPages(kinds: readonly PageKind[]): string[] {
  return kinds.flatMap(({ groups }) => groups.flatMap(({ pages }) => pages.map(({ page }) => page)));
}

/** Returns the listed page that `page` belongs to; `undefined` if there is none. */
export function parentOf(page: string, listed: ReadonlySet<string>): string | undefined {
  for (let folder = posix.dirname(page); folder !== 'docs' && folder !== '.'; folder = posix.dirname(folder)) {
    const readme = `${folder}/README.md`;
    if (readme !== page && listed.has(readme)) return readme;
  }
  const namesake = `${(page.split('/')[1] ?? '').toUpperCase()}.md`;
  return listed.has(namesake) ? namesake : undefined;
}

/** Returns a fault for each page of docs/ that no reader of the table of contents would find, and for each that is listed twice. */
export function placeFaults(contents: string, pages: readonly string[]): string[] {
  const all = listedPages(kindsOf(contents));
  const listed = new Set(all);
  const lost = pages.filter((page) => page !== CONTENTS && !listed.has(page) && parentOf(page, listed) === undefined);
  const twice = all.filter((page, place) => all.indexOf(page) !== place);
  return [
    ...lost.map((page) => `${page} is not in ${CONTENTS}: list it under the kind of page that it is`),
    ...twice.map((page) => `${page} is listed twice in ${CONTENTS}`),
  ];
}
