import { SettingsError } from '../settings/settings-error.ts';
import { addressOf, type IpAddress } from './address.ts';

const BITS = 128;

/** An address and how many of its leading bits count, in the 128-bit form. */
export interface Prefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** `192.0.2.0/24`, `2001:db8::/32` or a bare address; `undefined` if the text is none of these. */
export function prefixOf(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const literal = slash < 0 ? text : text.slice(0, slash);
  const address = addressOf(literal);
  if (address === undefined) return undefined;
  const width = literal.includes(':') ? BITS : 32;
  const length = slash < 0 ? width : lengthOf(text.slice(slash + 1));
  if (length < 0 || length > width) return undefined;
  return { address, length: length + BITS - width };
}

function lengthOf(text: string): number {
  return /^(0|[1-9]\d{0,2})$/.test(text) ? Number(text) : -1;
}

/**
 * Finds the longest prefix that covers an address. One map for each length that occurs: a look-up costs as many probes
 * as there are different lengths, at accept and at dial only, never a request.
 */
export class PrefixTable<Value> {
  readonly #byLength: { readonly length: number; readonly values: Map<bigint, Value> }[] = [];

  /** Throws a {@link SettingsError} named after `key` if the text is no prefix. A prefix that comes twice wins last. */
  add(text: string, value: Value, key: string): this {
    const prefix = prefixOf(text);
    if (prefix === undefined)
      throw new SettingsError(key, 'it is no IP address or CIDR prefix. Write it as 192.0.2.0/24');
    let level = this.#byLength.find(({ length }) => length === prefix.length);
    if (level === undefined) {
      level = { length: prefix.length, values: new Map() };
      this.#byLength.push(level);
      this.#byLength.sort((a, b) => b.length - a.length);
    }
    level.values.set(significant(prefix.address, prefix.length), value);
    return this;
  }

  find(address: IpAddress): Value | undefined {
    for (const { length, values } of this.#byLength) {
      const value = values.get(significant(address, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function significant(address: IpAddress, length: number): bigint {
  return address >> BigInt(BITS - length);
}
