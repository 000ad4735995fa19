import type forge from 'node-forge';
import { nodeForge } from './forge.ts';

/** A node of an ASN.1 tree. */
export type Asn1 = forge.asn1.Asn1;

/** Reads the members of a SEQUENCE or SET in order. Throws if the next member is not what was asked for. */
export class Asn1Reader {
  readonly #members: readonly Asn1[];
  #at = 0;

  constructor(node: Asn1) {
    if (!Array.isArray(node.value)) throw new RangeError('No constructed value');
    this.#members = node.value;
  }

  /** A reader whose only member is `node`. */
  static around(node: Asn1): Asn1Reader {
    return new Asn1Reader({ ...node, value: [node] });
  }

  skip(count: number): void {
    this.#at += count;
  }

  child(): Asn1Reader {
    return new Asn1Reader(this.#next());
  }

  /** The members of the next SET or SEQUENCE. */
  items(): readonly Asn1[] {
    const { value } = this.#next();
    if (!Array.isArray(value)) throw new RangeError('No constructed value');
    return value;
  }

  identifier(): string {
    const { type, value } = this.#next();
    if (type !== nodeForge().asn1.Type.OID || typeof value !== 'string') throw new RangeError('No object identifier');
    return nodeForge().asn1.derToOid(value);
  }

  /** An OCTET STRING, in one piece or in several (BER). */
  octets(): Buffer {
    const node = this.#next();
    if (node.type !== nodeForge().asn1.Type.OCTETSTRING) throw new RangeError('No octet string');
    return octetsOf(node);
  }

  /** The value of the context tag [`number`], which must be next. */
  tagged(number: number): Asn1Reader {
    const node = this.#next();
    if (!isTagged(node, number)) throw new RangeError('Another tag');
    return new Asn1Reader(node);
  }

  /** The values in the context tag [`number`], if that is next; otherwise none. */
  optionalTagged(number: number): readonly Asn1[] {
    const node = this.#members[this.#at];
    if (node === undefined || !isTagged(node, number)) return [];
    return this.items();
  }

  /** As {@link optionalTagged}, with the bytes that are signed: as a SET OF (RFC 5652 §5.4). */
  rawTagged(number: number): { readonly items: readonly Asn1[]; readonly der: Buffer } | undefined {
    const node = this.#members[this.#at];
    if (node === undefined || !isTagged(node, number)) return undefined;
    const der = Buffer.from(nodeForge().asn1.toDer(node).getBytes(), 'latin1');
    der[0] = 0x31;
    return { items: this.items(), der };
  }

  #next(): Asn1 {
    const node = this.#members[this.#at];
    if (node === undefined) throw new RangeError('Nothing more');
    this.#at += 1;
    return node;
  }
}

function isTagged({ tagClass, type }: Asn1, number: number): boolean {
  return tagClass === nodeForge().asn1.Class.CONTEXT_SPECIFIC && (type as number) === number;
}

function octetsOf({ value }: Asn1): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.concat(value.map(octetsOf));
}
