/** Which keys are asked for, in which order: what path-walk.ts and the matcher do at speed, spelled out. */
import { asciiLowerCase } from '../canonical/text.ts';
import type { CanonicalUrl } from '../canonical/types.ts';
import type { Features } from '../snapshot/features.ts';
import type { PathProbe, Probe, Prober } from './probe.ts';

/** Where the directories of a path end, from the root to those `deepest` below it: no rule is deeper. */
function directoriesOf(path: string, deepest: number): number[] {
  const ends: number[] = [];
  for (let slash = path.indexOf('/'); slash !== -1 && ends.length <= deepest; slash = path.indexOf('/', slash + 1))
    ends.push(slash + 1);
  return ends;
}

/** The probes of a path, in groups of one specificity, the most specific first. */
export function pathGroups(prober: Prober, url: CanonicalUrl, path: string, features: Features): Probe[][] {
  const ports = features.ports && url.port !== undefined ? [undefined, url.port] : [undefined];
  const scopes: PathProbe[] = ports.flatMap((port) => {
    const scope = { host: url.host, path, port, fold: false };
    return features.folded ? [scope, { ...scope, path: asciiLowerCase(path), fold: true }] : [scope];
  });
  const groups: Probe[][] = [];
  if (features.queries) groups.push(scopes.map((scope) => prober.page(scope, url.query)));
  if (features.pages) groups.push(scopes.map((scope) => prober.page(scope, undefined)));
  const prefixes = directoriesOf(path, features.deepestPrefix).map((end) =>
    scopes.map((scope) => prober.prefix({ ...scope, path: scope.path.slice(0, end) })),
  );
  return [...groups, ...prefixes.toReversed()];
}

/** The probes of a host, each a group of its own. */
export function hostGroups(prober: Prober, { host, hostKind }: CanonicalUrl): Probe[][] {
  const groups = [[prober.host(host, hostKind === 'name' ? 'host' : 'ip')], [prober.domain(host)]];
  if (hostKind !== 'name') return groups;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
    groups.push([prober.domain(host.slice(dot + 1))]);
  return groups;
}

/** The probe that decides: of the first group that says anything, the one that allows, else the first that denies. */
export function decidingProbe(groups: readonly (readonly Probe[])[]): Probe | undefined {
  const group = groups.find((probes) => probes.some(({ outcome }) => outcome !== 'none')) ?? [];
  return group.find(({ outcome }) => outcome === 'allow') ?? group.find(({ outcome }) => outcome === 'deny');
}
