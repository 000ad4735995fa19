/** Netvakt and HAProxy, for benchmarks that compare only these two and start them in a way of their own. */
import { isInstalled } from '../common/daemon.ts';
import { isChosen, UsageError } from '../common/usage.ts';
import type { ProxyEntry, Scene } from './contestant.ts';
import { proxiesWith } from './proxies.ts';

/** A proxy by name. */
export interface Rival<Proxy> extends Pick<ProxyEntry, 'name' | 'version'> {
  /** Whether it is installed. */
  readonly present: () => boolean;
  readonly start: (scene: Scene) => Promise<Proxy>;
}

/** How the two are started. */
export interface RivalStarts<Proxy> {
  readonly netvakt: (scene: Scene, checkout: string | undefined) => Promise<Proxy>;
  readonly haproxy: (scene: Scene) => Promise<Proxy>;
}

/** Returns Netvakt, Netvakt from the checkout `against` if there is one, and HAProxy. */
export function rivalsWith<Proxy>(
  against: string | undefined,
  { netvakt, haproxy }: RivalStarts<Proxy>,
): readonly Rival<Proxy>[] {
  const starts = new Map<string, Rival<Proxy>['start']>([
    ['netvakt', (scene) => netvakt(scene, undefined)],
    ['against', (scene) => netvakt(scene, against)],
    ['haproxy', haproxy],
  ]);
  return proxiesWith(against).flatMap(({ name, version, program }) => {
    const start = starts.get(name);
    const present = (): boolean => program === undefined || isInstalled(program);
    return start === undefined ? [] : [{ name, version, present, start }];
  });
}

/** Those of `all` that are chosen and installed. Throws a {@link UsageError} if there is none. */
export function presentRivals<One extends Pick<Rival<unknown>, 'name' | 'present'>>(
  all: readonly One[],
  only: readonly string[],
): readonly One[] {
  const chosen = all.filter(({ name }) => isChosen(name, all, only));
  const present = chosen.filter((one) => one.present());
  if (present.length > 0) return present;
  const names = chosen.map(({ name }) => name).join(', ');
  throw new UsageError(`Nothing to measure: --only names ${names}, which is not installed`);
}
