/** The case tables of fixtures/cases, typed. */
import { readFileSync } from 'node:fs';

/** One spelling of an address and what it canonically is, or why it is nothing. */
export interface HazardCase {
  readonly url?: string;
  readonly request?: readonly [host: string, target: string];
  readonly reason?: string;
  readonly host?: string;
  readonly path?: string;
  readonly query?: string;
  readonly port?: number;
  readonly alternates?: Readonly<Record<string, string>>;
  readonly why?: string;
}

/** A way in which parsers differ. */
export interface Hazard {
  readonly hazard: number;
  readonly name: string;
  readonly cases: readonly HazardCase[];
}

/** A published vector; `published` is null if the text must be refused. */
export interface Vector {
  readonly input: string;
  readonly published: string | null;
  /** `primary`, the name of an alternate, or the id of a row in docs/divergences.md. */
  readonly ours: string;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../fixtures/cases/${name}`, import.meta.url), 'utf8'));
}

export const HAZARDS: readonly Hazard[] = (read('hazards.json') as { hazards: Hazard[] }).hazards;

const published = read('published-vectors.json') as { vectors: Vector[]; addresses: Vector[] };
export const VECTORS: readonly Vector[] = [...published.vectors, ...published.addresses];

/** Ids of the rows of docs/divergences.md. */
export function divergenceIds(): ReadonlySet<string> {
  const page = readFileSync(new URL('../../../../docs/divergences.md', import.meta.url), 'utf8');
  return new Set([...page.matchAll(/^\| `([a-z0-9-]+)` \|/gmu)].map(([, id = '']) => id));
}
