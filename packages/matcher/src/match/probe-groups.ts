/** Which keys are asked for, in which order: what path-walk.ts and the matcher do at speed, spelled out. */
import { asciiLowerCase } from '../canonical/text.ts';
import type { CanonicalUrl } from '../canonical/types.ts';
import { MOST_HASHED_DIRECTORIES } from '../rule/hashed.ts';
import type { Features } from '../snapshot/features.ts';
import type { KeyProbe, KeyProber, PathProbe } from './probe.ts';

/** Where the directories of a path end, from the root to those `deepest` below it: no rule is deeper. */
function directoriesOf(path: string, deepest: number): number[] {
  const ends: number[] = [];
  for (let slash = path.indexOf('/'); slash !== -1 && ends.length <= deepest; slash = path.indexOf('/', slash + 1))
    ends.push(slash + 1);
  return ends;
}

/** What is worth asking for on a host. */
export interface PathFeatures extends Features {
  /** Plain rules may name pages of it. */
  readonly plain: boolean;
  /** Hashed entries do. */
  readonly hashed: boolean;
}

/** The probes of a path, in groups of one specificity, the most specific first. */
export function pathGroups(prober: KeyProber, url: CanonicalUrl, path: string, features: PathFeatures): KeyProbe[][] {
  const { hashed } = features;
  const scopes = scopesOf(url, path, features);
  const groups: KeyProbe[][] = [];
  if (features.queries || hashed) groups.push(scopes.map((scope) => prober.page(scope, url.query)));
  if (features.pages || hashed) groups.push(scopes.map((scope) => prober.page(scope, undefined)));
  const deepest = Math.max(features.deepestPrefix, hashed ? MOST_HASHED_DIRECTORIES : -1);
  const prefixes = directoriesOf(path, deepest).map((end, depth) =>
    scopes.map((scope) =>
      prober.prefix({
        ...scope,
        path: scope.path.slice(0, end),
        hashed: scope.hashed && depth <= MOST_HASHED_DIRECTORIES,
      }),
    ),
  );
  return [...groups, ...prefixes.toReversed()];
}

function scopesOf(url: CanonicalUrl, path: string, { ports, folded, plain, hashed }: PathFeatures): PathProbe[] {
  const asked = (ports || hashed) && url.port !== undefined ? [undefined, url.port] : [undefined];
  return asked.flatMap((port) => {
    const scope = { host: url.host, path, port, fold: false, plain, hashed };
    return folded && plain ? [scope, { ...scope, path: asciiLowerCase(path), fold: true, hashed: false }] : [scope];
  });
}

/** The probes of a host, each a group of its own. */
export function hostGroups(
  prober: KeyProber,
  { host, hostKind }: Pick<CanonicalUrl, 'host' | 'hostKind'>,
): KeyProbe[][] {
  const isName = hostKind === 'name';
  const groups = [[prober.host(host, isName ? 'host' : 'ip')], [prober.domain(host, isName)]];
  if (!isName) return groups;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
    groups.push([prober.domain(host.slice(dot + 1), true)]);
  return groups;
}

/** The probe that decides: of the first group that says anything, the one that allows, else the first that denies. */
export function decidingProbe(groups: readonly (readonly KeyProbe[])[]): KeyProbe | undefined {
  const group = groups.find((probes) => probes.some(({ outcome }) => outcome !== 'none')) ?? [];
  return group.find(({ outcome }) => outcome === 'allow') ?? group.find(({ outcome }) => outcome === 'deny');
}
