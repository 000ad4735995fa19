/**
 * Stops documents from drifting: every relative link leads to a file (and, with `#`, to a heading in it), every path written as
 * `code` that starts with a folder of this repository exists, and every `pnpm NAME` is a script of the root package.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

function main(): number {
  const manifest = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const scripts = new Set(Object.keys(manifest.scripts));
  return reportFaults(
    repositoryFiles('*.md').flatMap((page) => faultsOf(page, textOf(page), scripts).map((fault) => `${page} ${fault}`)),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
