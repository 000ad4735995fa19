/**
 * The timed loops. One child process runs one engine and one of these, so the call in it has one target and is inlined
 * as it would be in a server.
 */

import type { MatcherCase } from '../cases.ts';
import type { PackedRequests } from '../corpus/files.ts';
import type { AnyEngine, BatchEngine, BufferEngine, StringEngine } from '../engine.ts';

/** Looks up the requests from one index up to another, and returns how many were covered. */
export type Loop = (from: number, to: number) => number;

/** Makes all strings at once: new ones, as on the wire, without the hash that a first lookup leaves in a string. */
export function loopFor(engine: AnyEngine, call: MatcherCase['call'], requests: PackedRequests): Loop {
  if (engine.input === 'batch') return hostBatches(engine, requests);
  if (engine.input === 'buffer')
    return call === 'matchHost' ? hostBytes(engine, requests) : requestBytes(engine, requests);
  return call === 'matchHost' ? hostStrings(engine, requests) : requestStrings(engine, requests);
}

function hostStrings(engine: StringEngine, requests: PackedRequests): Loop {
  const hosts = stringsOf(requests, 0);
  return (from, to) => {
    let covered = 0;
    for (let index = from; index < to; index += 1) covered += engine.matchHost(hosts[index] ?? '');
    return covered;
  };
}

function requestStrings(engine: StringEngine, requests: PackedRequests): Loop {
  const hosts = stringsOf(requests, 0);
  const targets = stringsOf(requests, 1);
  const matchRequest = requestMethod(engine);
  return (from, to) => {
    let covered = 0;
    for (let index = from; index < to; index += 1) {
      covered += matchRequest.call(engine, hosts[index] ?? '', targets[index] ?? '');
    }
    return covered;
  };
}

function hostBytes(engine: BufferEngine, { offsets, bytes }: PackedRequests): Loop {
  return (from, to) => {
    let covered = 0;
    for (let index = from; index < to; index += 1) {
      covered += engine.matchHost(bytes, offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0);
    }
    return covered;
  };
}

const BATCH = 256;

/** Batches from an index that need not be a multiple of their size; what is left at the end goes one by one. */
function hostBatches(engine: BatchEngine, requests: PackedRequests): Loop {
  const { bytes, offsets } = hostsOnly(requests);
  const batch = new Int32Array(BATCH + 1);
  const results = new Int32Array(BATCH);
  return (from, to) => {
    let covered = 0;
    let first = from;
    for (; first + BATCH <= to; first += BATCH) {
      for (let index = 0; index <= BATCH; index += 1) batch[index] = offsets[first + index] ?? 0;
      engine.matchHosts(bytes, batch, results);
      for (let index = 0; index < BATCH; index += 1) covered += (results[index] ?? 0) > 0 ? 1 : 0;
    }
    for (; first < to; first += 1) covered += engine.matchHost(bytes, offsets[first] ?? 0, offsets[first + 1] ?? 0);
    return covered;
  };
}

/** The hosts one after the other, without the targets between them. */
function hostsOnly({ count, offsets, bytes }: PackedRequests): { bytes: Buffer; offsets: Int32Array } {
  const ends = new Int32Array(count + 1);
  const hosts = Array.from({ length: count }, (_, index) => {
    const host = bytes.subarray(offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0);
    ends[index + 1] = (ends[index] ?? 0) + host.length;
    return host;
  });
  return { bytes: Buffer.concat(hosts), offsets: ends };
}

function requestBytes(engine: BufferEngine, { offsets, bytes }: PackedRequests): Loop {
  const matchRequest = requestMethod(engine);
  return (from, to) => {
    let covered = 0;
    for (let index = 2 * from; index < 2 * to; index += 2) {
      const start = offsets[index] ?? 0;
      covered += matchRequest.call(engine, bytes, start, offsets[index + 1] ?? 0, offsets[index + 2] ?? 0);
    }
    return covered;
  };
}

function requestMethod<Method>(engine: { readonly matchRequest?: Method }): Method {
  if (engine.matchRequest === undefined) throw new TypeError('The engine holds no path rules');
  return engine.matchRequest;
}

/** @param half - 0 for hosts, 1 for targets. */
function stringsOf({ count, offsets, bytes }: PackedRequests, half: 0 | 1): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = 2 * index + half;
    return bytes.toString('latin1', offsets[at] ?? 0, offsets[at + 1] ?? 0);
  });
}
