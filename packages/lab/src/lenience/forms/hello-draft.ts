import type { Random } from '@netvakt/fixtures';
import { cut } from '../cuts.ts';
import { type MutatedFlow, PLAIN_DELIVERY } from '../flow.ts';
import { FREE_NAME, LISTED_NAME } from '../listed.ts';
import { helloMessage } from './hello.ts';

/** A record of any type. */
export function record(type: number, payload: Buffer, version: readonly [number, number] = [3, 3]): Buffer {
  return Buffer.concat([Buffer.from([type, ...version, payload.length >> 8, payload.length & 255]), payload]);
}

/** A hello for the listed host in records, in parts that forms change. */
export class HelloDraft {
  /** Before the first record; `undefined`: what its origin wants. */
  preamble: Buffer | undefined = undefined;
  /** Records before the hello, and after each of its records but the last. */
  before: readonly Buffer[] = [];
  between: readonly Buffer[] = [];
  name: string = LISTED_NAME;
  tls13 = false;
  padding = 0;
  /** Most bytes of the hello in a record. */
  size: () => number = () => 16_384;
  version: () => readonly [number, number] = () => [3, 1];
  /** How the listed hello follows a free one: `wait` until it is asked for, `hurry` without. */
  second: 'none' | 'wait' | 'hurry' = 'none';
  /** Whose hello is free; '' is nobody's. */
  firstName: string = FREE_NAME;
  /** Changes bytes in the headers of records. */
  noise: ((header: Buffer) => void) | undefined = undefined;
  /** Records between the free hello and the listed one. */
  afterFirst: readonly Buffer[] = [];

  /** `wanted`: what its origin wants before anything else. */
  toFlow(forms: readonly string[], wanted: string, random: Random): MutatedFlow {
    const isSecond = this.second !== 'none';
    const listed = this.#records({ name: this.name, tls13: this.tls13 || isSecond, share: true });
    const start = this.preamble ?? Buffer.from(wanted, 'latin1');
    // What a changed header does to the name is known only from the certificate.
    const isListed = this.name === LISTED_NAME && this.noise === undefined;
    if (!isSecond) return { ...this.#flow(forms, [start, ...listed], random), onlyListed: isListed };
    const free = [start, ...this.#records({ name: this.firstName, tls13: true, share: false })];
    const again = [...this.afterFirst, ...listed];
    if (this.second === 'hurry') return { ...this.#flow(forms, [...free, ...again], random), goesOn: true };
    const retry = this.#flow([], again, random).pieces;
    return { ...this.#flow(forms, free, random), retry, retriesListed: isListed, goesOn: true };
  }

  #records(shape: { readonly name: string; readonly tls13: boolean; readonly share: boolean }): readonly Buffer[] {
    const message = helloMessage({ ...shape, padding: this.padding });
    const records: Buffer[] = this.before.map((one) => Buffer.from(one));
    let at = 0;
    while (at < message.length) {
      const end = Math.min(message.length, at + Math.max(1, this.size()));
      records.push(record(22, message.subarray(at, end), this.version()));
      if (end < message.length) records.push(...this.between.map((one) => Buffer.from(one)));
      at = end;
    }
    if (this.noise !== undefined) for (const one of records) this.noise(one.subarray(0, 5));
    return records;
  }

  #flow(forms: readonly string[], parts: readonly Buffer[], random: Random): MutatedFlow {
    let length = 0;
    const edges = parts.map((part) => {
      length += part.length;
      return length;
    });
    return { ...PLAIN_DELIVERY, protocol: 'tls', forms, pieces: cut(Buffer.concat(parts), edges, random) };
  }
}
