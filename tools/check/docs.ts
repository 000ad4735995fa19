/**
 * Stops documents from drifting. Every relative link leads to a file (and, with `#`, to a heading in it). Every path written as
 * `code` that starts with a folder of this repository exists. Every `pnpm NAME` is a script of the root package. Every page of
 * docs/ has its place in the table of contents, and begins with a paragraph that explains what a reader can do after it.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENTS, placeFaults } from './contents.ts';
import { reportFaults, repositoryFiles, root, textOf } from './files.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/gu;
const CODE_PATH = /`((?:packages|fixtures|docs|deploy|tools|\.ci)\/[\w./@-]+)`/gu;
const PNPM_SCRIPT = /\bpnpm(?:@[\d.]+)? (?!exec|install|add|dlx|--)(?:run )?([a-z][\w:-]*)/gu;
const PNPM_OWN = new Set(['i', 'pack', 'store', 'why', 'workspace', 'monorepo', 'is', 'and', 'audit']);

/** A heading’s anchor, as the usual renderers make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/gu, '-');
}

function anchorsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) => anchorOf(heading)));
}

function brokenLink(page: string, target: string): string | undefined {
  if (/^[a-z]+:/u.test(target)) return undefined; // another site: not ours to check offline
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return `links to ${target}, which does not exist`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsIn(textOf(file)).has(anchor) ? undefined : `links to ${target}, which has no such heading`;
}

/** Returns the faults of one page; an empty list if there are none. */
export function faultsOf(page: string, text: string, scripts: ReadonlySet<string>): string[] {
  const faults: (string | undefined)[] = [];
  for (const [, target = ''] of text.matchAll(LINK)) faults.push(brokenLink(page, target));
  for (const [, path = ''] of text.matchAll(CODE_PATH)) {
    if (!existsSync(join(root, path))) faults.push(`names ${path}, which does not exist`);
  }
  for (const [, script = ''] of text.matchAll(PNPM_SCRIPT)) {
    if (!scripts.has(script) && !PNPM_OWN.has(script)) faults.push(`says "pnpm ${script}", which is no script`);
  }
  return faults.filter((fault) => fault !== undefined);
}

/** The first block below the title; a decision has a form of its own. */
const LEAD = /^(?:---\n[^]*?\n---\n+)?# .+\n\n(?!Generated|#|```|[|>!*-] ?|\d+\. )\S/u;

/** Returns a fault if a page of docs/ does not begin with a paragraph. */
export function leadFaults(page: string, text: string): string[] {
  const isDecision = /^docs\/adr\/\d/u.test(page);
  return isDecision || LEAD.test(text)
    ? []
    : [`${page} does not begin with a paragraph: say below its title what a reader can do after it`];
}

function main(): number {
  const manifest = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const scripts = new Set(Object.keys(manifest.scripts));
  const pages = repositoryFiles('docs/*.md');
  return reportFaults([
    ...repositoryFiles('*.md').flatMap((page) =>
      faultsOf(page, textOf(page), scripts).map((fault) => `${page} ${fault}`),
    ),
    ...placeFaults(textOf(CONTENTS), pages),
    ...pages.flatMap((page) => leadFaults(page, textOf(page))),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
