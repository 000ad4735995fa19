/**
 * Netvakt's own matcher, through its public names only. The list is compiled in a worker thread, as the product does,
 * and looked up as the data plane does: host rules for TLS and CONNECT, request rules for plain HTTP.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Matcher, Snapshot } from '@netvakt/matcher';
import type {
  AnyEngine,
  BatchEngine,
  BufferEngine,
  EngineAnswer,
  LoadedEngine,
  Maker,
  StringEngine,
} from '../engine.ts';
import { importMatcher } from './netvakt-import.ts';
import type { Compiled, CompileTask } from './netvakt-worker.ts';

/** The one market of the bench. */
const MARKET = 0;

class Strings implements StringEngine {
  readonly input = 'string';
  readonly #matcher: Matcher;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  matchHost(host: string): EngineAnswer {
    return this.#matcher.matchHost(host, MARKET) > 0 ? 1 : 0;
  }

  matchRequest(host: string, target: string): EngineAnswer {
    return this.#matcher.matchRequest(host, target, MARKET) > 0 ? 1 : 0;
  }
}

class Bytes implements BufferEngine {
  readonly input = 'buffer';
  readonly #matcher: Matcher;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  matchHost(bytes: Uint8Array, start: number, end: number): EngineAnswer {
    return this.#matcher.matchHostBytes(bytes, start, end, MARKET) > 0 ? 1 : 0;
  }

  matchRequest(bytes: Uint8Array, hostStart: number, hostEnd: number, targetEnd: number): EngineAnswer {
    return this.#matcher.matchRequestBytes(bytes, hostStart, hostEnd, hostEnd, targetEnd, MARKET) > 0 ? 1 : 0;
  }
}

class Batches implements BatchEngine {
  readonly input = 'batch';
  readonly #matcher: Matcher;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  matchHost(bytes: Uint8Array, start: number, end: number): EngineAnswer {
    return this.#matcher.matchHostBytes(bytes, start, end, MARKET) > 0 ? 1 : 0;
  }

  matchHosts(bytes: Uint8Array, offsets: Int32Array, results: Int32Array): void {
    this.#matcher.matchHosts(bytes, offsets, MARKET, results);
  }
}

const ENGINES: Readonly<Record<AnyEngine['input'], new (matcher: Matcher) => AnyEngine>> = {
  string: Strings,
  buffer: Bytes,
  batch: Batches,
};

/** @param matcherUrl - the index of another tree's matcher. Default: this tree's. */
export async function makerFor(input: AnyEngine['input'], matcherUrl?: string): Promise<Maker> {
  const { Matcher: MatcherClass, openSnapshot } = await importMatcher(matcherUrl);
  const loaded = (snapshot: Snapshot): LoadedEngine => {
    return {
      engine: new ENGINES[input](new MatcherClass(snapshot)),
      hotBytes: snapshot.hotBytes,
      save: () => new Uint8Array(snapshot.buffer),
    };
  };
  return {
    async build({ lines }) {
      const compiled = await compileInWorker({ lines, matcherUrl });
      const { buffer, ruleMillis, compileMillis } = compiled;
      return {
        ...loaded(openSnapshot(buffer)),
        buildMillis: ruleMillis + compileMillis,
        buildSteps: { rules: ruleMillis, compile: compileMillis },
      };
    },
    load(saved) {
      const shared = new SharedArrayBuffer(saved.byteLength);
      new Uint8Array(shared).set(saved);
      return Promise.resolve(loaded(openSnapshot(shared)));
    },
  };
}

async function compileInWorker(task: CompileTask): Promise<Compiled> {
  const worker = new Worker(new URL('netvakt-worker.ts', import.meta.url), { workerData: task });
  const [compiled] = (await once(worker, 'message')) as [Compiled];
  await worker.terminate();
  return compiled;
}
