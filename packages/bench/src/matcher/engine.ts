/** What the bench asks of an engine under test. An engine is one small file in engines/ and one line in engines.ts. */

import type { LineFormat } from '@netvakt/fixtures';

/** 1 if a rule covers, 0 if none does. A number, so that adding up answers costs the same for every engine. */
export type EngineAnswer = 0 | 1;

/** Looks up text, as most libraries take it. `host` is canonical; `target` begins with '/'. */
export interface StringEngine {
  readonly input: 'string';
  matchHost(host: string): EngineAnswer;
  /** Present if the engine can hold path rules. */
  matchRequest?(host: string, target: string): EngineAnswer;
}

/** Looks up bytes in place, in a network buffer. */
export interface BufferEngine {
  readonly input: 'buffer';
  matchHost(bytes: Uint8Array, start: number, end: number): EngineAnswer;
  matchRequest?(bytes: Uint8Array, hostStart: number, hostEnd: number, targetEnd: number): EngineAnswer;
}

/** Looks up many hosts at once, bytes in a buffer; one at a time what is left of a round. */
export interface BatchEngine {
  readonly input: 'batch';
  matchHost(bytes: Uint8Array, start: number, end: number): EngineAnswer;
  /** Host i is `bytes[offsets[i], offsets[i + 1])`; above 0 in `results[i]` if a rule covers it. */
  matchHosts(bytes: Uint8Array, offsets: Int32Array, results: Int32Array): void;
}

export type AnyEngine = StringEngine | BufferEngine | BatchEngine;

/** A loaded list. */
export interface LoadedEngine {
  readonly engine: AnyEngine;
  /** Bytes that lookups read, if the engine can report them; otherwise the growth of heap and buffers counts. */
  readonly hotBytes?: number;
  /** The reason answers may be wrong, if the engine itself is known to break at this size. */
  readonly defect?: string;
  /** How long building took, if the engine builds in a thread of its own and measured it there. */
  readonly buildMillis?: number;
  /** Shares of the build time, by name, in milliseconds. */
  readonly buildSteps?: Readonly<Record<string, number>>;
  /** The compiled form, if the engine has one: later children load it instead of building again. */
  save?(): Uint8Array;
}

/** A list as it is handed to an engine. */
interface ListSource {
  readonly format: LineFormat;
  /** In memory, each a string of its own. The time to build starts here. */
  readonly lines: readonly string[];
}

/** How an engine takes its list. */
export interface Maker {
  build(list: ListSource): Promise<LoadedEngine>;
  /** From what {@link LoadedEngine.save} gave. */
  load?(saved: Uint8Array, format: LineFormat): Promise<LoadedEngine>;
}

/** An engine's line in the table of {@link ./engines.ts}. */
export interface EngineEntry {
  /** Stable: reports are compared by it. */
  readonly name: string;
  /** What it is, for the report. */
  readonly what: string;
  /** The npm package; `undefined` if it is plain JavaScript in this folder. */
  readonly package: string | undefined;
  readonly licence: string;
  /** How requests are handed over. */
  readonly input: AnyEngine['input'];
  readonly formats: readonly LineFormat[];
  /** The largest list that it loads in reasonable time and memory. */
  readonly mostEntries: number;
  /** The largest list in a quick run, 0 for none. Default: `mostEntries`. */
  readonly mostEntriesQuick?: number;
  /** The engine whose compiled form serves this one too, so that it is not built twice. */
  readonly builtAs?: string;
  /** The only answer that the engine can give: it takes part only in cases with that answer. Default: all. */
  readonly onlyAnswer?: EngineAnswer;
  /** @param matcher - another tree's matcher, for comparisons; only Netvakt's own engines heed it. */
  readonly maker: (matcher?: string) => Promise<Maker>;
}
