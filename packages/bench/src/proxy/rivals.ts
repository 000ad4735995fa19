/** Netvakt and HAProxy, for benchmarks that compare only these two and start them in a way of their own. */
import { isInstalled } from '../common/daemon.ts';
import type { ProxyEntry, Scene } from './contestant.ts';
import { proxiesWith } from './proxies.ts';

/** A proxy by name. */
export interface Rival<Proxy> extends Pick<ProxyEntry, 'name' | 'version'> {
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
