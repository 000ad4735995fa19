/** Which keys are asked for, in which order: what path-walk.ts and the matcher do at speed, spelled out. */
import { asciiLowerCase } from '../canonical/text.ts';
import type { CanonicalHost, CanonicalUrl } from '../canonical/types.ts';
import { MOST_HASHED_DIRECTORIES } from '../rule/hashed.ts';
import type { TextPrefix } from '../rule/types.ts';
import type { Features } from '../snapshot/features.ts';
import type { KeyProbe, KeyProber, PathProbe } from './probe.ts';
import { isBoundary, isSiteLabel } from './text-walk.ts';

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

/** The probes of a path, in groups of one specificity, the most specific first. Of prefixes of text, only those that say something. */
export function pathGroups(prober: KeyProber, url: CanonicalUrl, path: string, features: PathFeatures): KeyProbe[][] {
  const { hashed } = features;
  const scopes = scopesOf(url, path, features);
  const groups: KeyProbe[][] = [];
  if (features.queries || hashed) groups.push(scopes.map((scope) => prober.page(scope, url.query)));
  if (features.pages || hashed) groups.push(scopes.map((scope) => prober.page(scope, undefined)));
  const deepest = Math.max(features.deepestPrefix, hashed ? MOST_HASHED_DIRECTORIES : -1);
  const byLength = textGroups(prober, url, path, features);
  for (const [depth, end] of directoriesOf(path, deepest).entries()) {
    const probes = scopes.map((scope) =>
      prober.prefix({
        ...scope,
        path: scope.path.slice(0, end),
        hashed: scope.hashed && depth <= MOST_HASHED_DIRECTORIES,
      }),
    );
    byLength.set(end, [...probes, ...(byLength.get(end) ?? [])]);
  }
  const longestFirst = [...byLength].toSorted(([one], [other]) => other - one);
  return [...groups, ...longestFirst.map(([, probes]) => probes)];
}

/** The prefixes of text that cover, by their length. */
function textGroups(
  prober: KeyProber,
  url: CanonicalUrl,
  path: string,
  { siteLabels, belowLabels }: PathFeatures,
): Map<number, KeyProbe[]> {
  const groups = new Map<number, KeyProbe[]>();
  if ((siteLabels | belowLabels) === 0) return groups;
  const text = asciiLowerCase(url.query === '' ? path : `${path}?${url.query}`);
  for (let end = 1; end <= text.length; end += 1) {
    const isEnd = end === text.length || isBoundary(text.charCodeAt(end));
    const probes = prefixesOf(url, isEnd).map(([host, prefix]) => prober.text(host, prefix, text.slice(0, end)));
    const found = probes.filter(({ outcome }) => outcome !== 'none');
    if (found.length > 0) groups.set(end, found);
  }
  return groups;
}

function namesAbove(host: CanonicalHost): CanonicalHost[] {
  const names: CanonicalHost[] = [];
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
    names.push(host.slice(dot + 1) as CanonicalHost);
  return names;
}

/** Under which names of a host, and how, a text may be listed. */
function prefixesOf({ host, hostKind }: CanonicalUrl, isEnd: boolean): [host: CanonicalHost, prefix: TextPrefix][] {
  const names = [host, ...(hostKind === 'name' ? namesAbove(host) : [])];
  const sites = names.slice(0, isSiteLabel(host) ? 2 : 1).map((name) => [name, 'site'] as const);
  const below = names.map((name) => [name, 'below'] as const);
  const ends = isEnd ? (['anywhere', 'boundary'] as const) : (['anywhere'] as const);
  return [...sites, ...below].flatMap(([name, hosts]) =>
    ends.map((end): [CanonicalHost, TextPrefix] => [name, { hosts, ends: end }]),
  );
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
  return [...groups, ...namesAbove(host).map((name) => [prober.domain(name, true)])];
}

/** The probe that decides: of the first group that says anything, the one that allows, else the first that denies. */
export function decidingProbe(groups: readonly (readonly KeyProbe[])[]): KeyProbe | undefined {
  const group = groups.find((probes) => probes.some(({ outcome }) => outcome !== 'none')) ?? [];
  return group.find(({ outcome }) => outcome === 'allow') ?? group.find(({ outcome }) => outcome === 'deny');
}
