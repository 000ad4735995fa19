import { writeFileSync } from 'node:fs';
import { hostOf } from '@netvakt/fixtures';

/** A list of one size. */
interface SceneList {
  readonly path: string;
  readonly seed: number;
  readonly rules: number;
}

/** Hosts that clients ask for: none is listed. */
export function sceneHosts(seed: number): string[] {
  return Array.from({ length: 32 }, (_, index) => hostOf(seed, index * 97, 'unlisted'));
}

/**
 * Writes a list of hosts of which none covers another: Squid refuses such lists, and for the others it makes no
 * difference. One host a line.
 */
export function writeSceneList({ path, seed, rules }: SceneList): void {
  // About one generated host in five is below another.
  const candidates = new Set(Array.from({ length: Math.ceil(rules * 1.4) }, (_, index) => hostOf(seed, index)));
  const kept: string[] = [];
  for (const host of candidates) {
    if (kept.length === rules) break;
    if (!hasListedParent(host, candidates)) kept.push(host);
  }
  if (kept.length < rules) throw new Error(`only ${kept.length} of ${rules} hosts lie apart`);
  writeFileSync(path, kept.map((host) => `${host}\n`).join(''));
}

function hasListedParent(host: string, listed: ReadonlySet<string>): boolean {
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    if (listed.has(host.slice(dot + 1))) return true;
  }
  return false;
}
