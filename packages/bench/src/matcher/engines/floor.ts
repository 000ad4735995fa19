import type { EngineAnswer, Maker, StringEngine } from '../engine.ts';

/**
 * What no engine that is handed strings can be below: each string is fetched and each of its characters read, nothing else. It
 * knows no list and covers nothing, so it only takes part if that is the right answer.
 */
class Floor implements StringEngine {
  readonly input = 'string';

  matchHost(host: string): EngineAnswer {
    return sumOf(host) < 0 ? 1 : 0;
  }

  matchRequest(host: string, target: string): EngineAnswer {
    return sumOf(host) + sumOf(target) < 0 ? 1 : 0;
  }
}

/** From right to left, as Netvakt reads a host. */
function sumOf(text: string): number {
  let sum = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) sum += text.charCodeAt(at);
  return sum;
}

const loaded = { engine: new Floor(), hotBytes: 0, save: () => new Uint8Array() };

export const maker: Maker = {
  build: () => Promise.resolve(loaded),
  load: () => Promise.resolve(loaded),
};
