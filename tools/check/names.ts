/**
 * Stops a real name from entering the repository: every host name and address in fixtures, tests, documents and examples must be
 * a reserved one (RFC 2606, RFC 6761, RFC 5737, RFC 3849) or loopback. What a listed page is called must never be learned here.
 *
 * Text files are read whole; a name is found if its last label is one of the endings that list entries are made of.
 */
import { fileURLToPath } from 'node:url';
import { reportFaults, repositoryFiles, textOf } from './files.ts';

/** Endings that real sites have and that file names, property accesses and prose do not. */
const REAL_NAME =
  /\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:com|net|org|info|biz|xyz|top|onion|ru|nl|se|lv|lt|ee|hr|kz|de|uk|fr|it|ca|nz|au|eu)\b/giu;

/** Sites that documents and manifests cite: standards, tools, licences. Whole registrable names; sub-domains included. */
const CITED = [
  'apache.org',
  'debian.org',
  'ecma-international.org',
  'github.com',
  'coreos.com', // the group of the Prometheus operator's resources
  'datapackage.org',
  'grafana.com',
  'haproxy.org',
  'iana.org',
  'ietf.org',
  'json-schema.org',
  'keepachangelog.com',
  'conventionalcommits.org',
  'semver.org',
  'mozilla.org',
  'nodejs.org',
  'npmjs.com',
  'pnpm.io',
  'prometheus.io',
  'rfc-editor.org',
  'spdx.org',
  'unicode.org',
  'w3.org',
  'whatwg.org',
  'yaml.org',
  'publicsuffix.org',
  'nginx.org',
  'squid-cache.org',
  'kernel.org',
  'netfilter.org',
  'openmetrics.io',
  'contributor-covenant.org',
  'c2sp.org',
  'raw.githubusercontent.com', // identifiers of published schemas
];

/** Files with vectors that others have published and signed, under a name of RFC 2606 §3 that this project does not use otherwise. */
const PUBLISHED = 'example.com';
const WITH_PUBLISHED: ReadonlySet<string> = new Set([
  'packages/coalition/test/log/note.test.ts',
  'tools/check/names.ts',
]);

const SCANNED = /^(?:fixtures|docs|deploy|tools)\/|^packages\/[^/]+\/|^[^/]+\.md$/u;
const SKIPPED = /(?:(?:^|\/)pnpm-lock\.yaml|\.svg|\.png|\.bin|\.gz|^LICENSE)$/u;

export interface NameFinding {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** True if `name` is cited openly as a source, and so is no list entry. */
function isCited(file: string, name: string): boolean {
  const lower = name.toLowerCase();
  if (WITH_PUBLISHED.has(file) && (lower === PUBLISHED || lower.endsWith(`.${PUBLISHED}`))) return true;
  return CITED.some((site) => lower === site || lower.endsWith(`.${site}`));
}

/** In code, a dot is mostly a property: a name counts in a comment, or after a quote, a slash or an at sign. */
function isProse(file: string, content: string, at: number): boolean {
  if (!/\.(?:[cm]?[jt]s|java)$/u.test(file) || /^\s*(?:\/\/|\/?\*)/u.test(content)) return true;
  return /['"`/@*]/u.test(content[at - 1] ?? ' ');
}

/** Names in `text` that are neither reserved nor cited. Linear in the text. */
export function realNames(file: string, text: string): NameFinding[] {
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(REAL_NAME)]
      .filter((found) => isProse(file, content, found.index))
      .map(([name]) => name)
      .filter((name) => !isCited(file, name))
      .map((name) => ({ file, line: index + 1, name })),
  );
}

function main(): number {
  return reportFaults(
    repositoryFiles()
      .filter((file) => SCANNED.test(file) && !SKIPPED.test(file))
      .flatMap((file) => realNames(file, textOf(file)))
      .map(({ file, line, name }) => `${file}:${line}: ${name} is not a reserved name`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
