/** Which keys are asked for, in which order: what path-walk.ts and the matcher do at speed, spelled out. */
import { asciiLowerCase } from '../canonical/text.ts';
import type { CanonicalHost, CanonicalUrl } from '../canonical/types.ts';
import { MOST_HASHED_DIRECTORIES } from '../rule/hashed.ts';
import type { TextPrefix } from '../rule/types.ts';
import { type Features, hasTexts } from '../snapshot/features.ts';
import type { KeyProbe, KeyProber, PathProbe } from './probe.ts';
import { isSiteLabel, MOST_NAMES } from './text-walk.ts';

/** Where the directories of a path end, from the root to those `deepest` below it: no rule is deeper. */
function directoriesOf(path: string, deepest: number): number[] {
  const ends: number[] = [];
  for (let slash = path.indexOf('/'); slash !== -1 && ends.length <= deepest; slash = path.indexOf('/', slash + 1))
    ends.push(slash + 1);
  return ends;
}

/** A name above a host, and for which hosts its texts are asked. */
type TextName = readonly [name: CanonicalHost, hosts: TextPrefix['hosts']];

/** What is worth asking for on a host. */
export interface PathFeatures extends Features {
  /** Plain rules may name pages of it. */
  readonly plain: boolean;
  /** Hashed entries do. */
  readonly hashed: boolean;
}

/** The probes of a path, in groups of one specificity, the most specific first. Of text prefixes, only those with a rule. */
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
  features: PathFeatures,
): Map<number, KeyProbe[]> {
  const groups = new Map<number, KeyProbe[]>();
  const names = textNames(prober, url, features);
  if (names.length === 0) return groups;
  const text = asciiLowerCase(url.query === '' ? path : `${path}?${url.query}`);
  for (const [name, hosts] of names)
    for (const [end, probe] of prober.texts(name, hosts, text)) groups.set(end, [...(groups.get(end) ?? []), probe]);
  return groups;
}

function namesAbove(host: CanonicalHost): CanonicalHost[] {
  const names: CanonicalHost[] = [];
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
    names.push(host.slice(dot + 1) as CanonicalHost);
  return names;
}

/** The names of a host below which a text may be listed, and how: those that the matcher looks at, in its order. */
function textNames(prober: KeyProber, { host, hostKind }: CanonicalUrl, features: PathFeatures): TextName[] {
  if (!hasTexts(features)) return [];
  const { siteLabels, belowLabels } = features;
  const names = [host, ...(hostKind === 'name' ? namesAbove(host) : [])];
  const sites = new Set(names.slice(0, isSiteLabel(host) ? 2 : 1));
  const listed: TextName[] = [];
  for (const name of names) {
    if (sites.has(name) && hasLabels(name, siteLabels)) listed.push([name, 'site']);
    if (hasLabels(name, belowLabels)) listed.push([name, 'below']);
  }
  return listed.filter(([name]) => prober.perhapsBelow(name)).slice(0, MOST_NAMES);
}

/** True if the features know of a host with as many labels. */
function hasLabels(name: string, labels: number): boolean {
  return (labels & (1 << Math.min(name.split('.').length, 31))) !== 0;
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

/** The probe that decides: of the first group with a verdict, the one that allows, else the first that denies. */
export function decidingProbe(groups: readonly (readonly KeyProbe[])[]): KeyProbe | undefined {
  const group = groups.find((probes) => probes.some(({ outcome }) => outcome !== 'none')) ?? [];
  return group.find(({ outcome }) => outcome === 'allow') ?? group.find(({ outcome }) => outcome === 'deny');
}
