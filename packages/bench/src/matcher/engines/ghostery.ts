import { FiltersEngine, Request } from '@ghostery/adblocker';
import type { LineFormat } from '@netvakt/fixtures';
import type { EngineAnswer, LoadedEngine, Maker, StringEngine } from '../engine.ts';
import { urlKey } from './url-key.ts';

/**
 * Ghostery's engine holds the list as filters: `||host^`, `||host/folder/`, `||host/page|`. It weighs types, parties and
 * options too, so its figures say what a rule engine costs, not what a list lookup could. Host and domain of the
 * request are handed over ready-made; parsing them would cost it more. It folds the case of paths, and so disagrees
 * about pages that differ in nothing else.
 */
class FilterEngine implements StringEngine {
  readonly input = 'string';
  readonly #engine: FiltersEngine;

  constructor(engine: FiltersEngine) {
    this.#engine = engine;
  }

  matchHost(host: string): EngineAnswer {
    return this.matchRequest(host, '/');
  }

  matchRequest(host: string, target: string): EngineAnswer {
    const url = `http://${host}${target}`;
    const request = Request.fromRawDetails({ type: 'image', url, hostname: host, domain: host });
    return this.#engine.match(request).match ? 1 : 0;
  }
}

/** A page without a query covers any, which takes two filters: one that ends with the page, one with the `?` after it. */
function filtersOf(line: string, format: LineFormat): string {
  if (format === 'domains') return `||${line}^`;
  const key = urlKey(line);
  if (key.endsWith('/')) return `||${key}`;
  return key.includes('?') ? `||${key}|` : `||${key}|\n||${key}?`;
}

function loaded(engine: FiltersEngine): LoadedEngine {
  return { engine: new FilterEngine(engine), save: () => engine.serialize() };
}

export const maker: Maker = {
  build: ({ lines, format }) =>
    Promise.resolve(
      loaded(
        FiltersEngine.parse(lines.map((line) => filtersOf(line, format)).join('\n'), {
          enableCompression: false,
          integrityCheck: false,
          loadCosmeticFilters: false,
          enableOptimizations: true,
        }),
      ),
    ),
  load: (saved) => Promise.resolve(loaded(FiltersEngine.deserialize(saved))),
};
