/** The software bill of materials (CycloneDX), made by pnpm from the lockfile, and what its licences may be. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from './build.ts';
import type { Commit } from './commit.ts';

/** As far as this file reads it. */
interface Component {
  readonly type?: string;
  readonly 'bom-ref'?: string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
}

interface Bill {
  serialNumber: string;
  metadata: { timestamp: string };
  components: Component[];
  dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Licences under which a part may be shipped with this program. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Zlib',
]);

/** Shipped under other terms, unchanged and as files of their own, so that whoever runs it can put another version there. */
const EXCEPTIONS: Readonly<Record<string, string>> = { openpgp: 'LGPL-3.0+' };

/**
 * The bill of what is in `app`, and the runtime. Throws if a part is not in the lockfile's bill, or if a licence is none of
 * those that may be shipped.
 */
export function billOfMaterials(source: string, app: string, runtime: string, commit: Commit): string {
  const words = ['--filter', '@netvakt/netvakt', 'sbom', '--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6'];
  const bill = JSON.parse(pnpm([...words, '--sbom-type', 'application', '--prod'], source)) as Bill;
  keepShipped(bill, shippedIn(join(app, 'node_modules')));
  bill.components.push(runtimeComponent(runtime));
  bill.components = bill.components.toSorted((a, b) => (a.purl ?? '').localeCompare(b.purl ?? '', 'en'));
  // Both would differ from one build of a commit to the next.
  bill.serialNumber = `urn:uuid:${uuidOf(commit.hash)}`;
  bill.metadata.timestamp = new Date(commit.epoch * 1000).toISOString();
  const refused = bill.components.filter((component) => !isAllowed(component)).map(licenceLine);
  if (refused.length > 0) throw new Error(`These may not be shipped:\n${refused.join('\n')}`);
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** pnpm also names what other packages of the workspace bring for an optional peer; here counts what is there. */
function keepShipped(bill: Bill, shipped: ReadonlySet<string>): void {
  bill.components = bill.components.filter((component) => shipped.has(nameOf(component)));
  const known = new Set(bill.components.map(nameOf));
  const unknown = [...shipped].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`These are shipped, and not in the bill: ${unknown.join(', ')}`);
  const kept = new Set(bill.components.map((component) => component['bom-ref'] ?? ''));
  bill.dependencies = (bill.dependencies ?? [])
    .filter(({ ref }) => kept.has(ref) || ref.startsWith('pkg:npm/%40netvakt/'))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)).toSorted() }));
}

/** `name@version` of a package of the registry. */
function nameOf({ purl = '' }: Component): string {
  return decodeURIComponent(purl.replace(/^pkg:npm\//u, ''));
}

/** `name@version` of every package below a folder `node_modules`. */
function shippedIn(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const isPackage = /node_modules\/(?:@[^/]+\/)?[^/@]+$/u.test(entry.parentPath);
    if (entry.name !== 'package.json' || !isPackage) continue;
    const { name, version } = JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')) as Component;
    found.add(`${name}@${version}`);
  }
  return found;
}

/** One line a part: name, version, licence. */
export function licenceList(bill: string): string {
  return `${(JSON.parse(bill) as Bill).components.map(licenceLine).join('\n')}\n`;
}

function licenceLine(component: Component): string {
  return `${component.purl ?? component.name}  ${termsOf(component)}`;
}

function termsOf({ licenses = [] }: Component): string {
  return licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'none').join(' AND ');
}

/** One licence of "A OR B" is enough; "A AND B" needs both. */
function isAllowed(component: Component): boolean {
  const terms = termsOf(component).replaceAll(/[()]/gu, '');
  if (terms === '') return false;
  if (EXCEPTIONS[component.name] === terms) return true;
  return terms.split(' AND ').every((all) => all.split(' OR ').some((one) => ALLOWED.has(one)));
}

function runtimeComponent(runtime: string): Component {
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')) as { readonly version: string };
  return {
    type: 'application',
    'bom-ref': `pkg:generic/node@${version}`,
    name: 'node',
    version,
    purl: `pkg:generic/node@${version}`,
    licenses: [{ license: { id: 'MIT' } }],
  };
}

/** A UUID made of text (RFC 9562 §5.8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(`netvakt bill ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
