/**
 * The messages of nfnetlink_queue (linux/netfilter/nfnetlink_queue.h) as bytes. Attributes are padded to 4 bytes; their heads and
 * that of a message are in the order of this machine, which is little-endian on all that we run on; what is in them is not.
 *
 *   length 4 │ type 2 │ flags 2 │ sequence 4 │ port 4 │ family 1, version 1, queue 2 │ attribute: length 2, type 2, data │ …
 */
const NFNL_SUBSYS_QUEUE = 3;
const PACKET = NFNL_SUBSYS_QUEUE << 8;
const VERDICT = (NFNL_SUBSYS_QUEUE << 8) | 1;
const CONFIG = (NFNL_SUBSYS_QUEUE << 8) | 2;

const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;

const NFQA_PACKET_HDR = 1;
const NFQA_VERDICT_HDR = 2;
const NFQA_MARK = 3;
const NFQA_PAYLOAD = 10;
const TYPE_MASK = 0x7fff;

const HEAD_BYTES = 20;
const ATTRIBUTE_BYTES = 4;
/** The attribute of a mark. */
const MARK_BYTES = 8;
/** A verdict with its mark, without a packet. */
export const VERDICT_BYTES = 40;

export const NF_DROP = 0;
export const NF_ACCEPT = 1;

/** One packet that the kernel has queued: where it is among the bytes that were received. */
export class QueuedPacket {
  id = 0;
  /** Mark of the packet, in the order in which its bytes are in the kernel's memory, as nft puts bytes of a packet there. */
  mark = 0;
  /** The packet is `bytes[start, end)`; both 0 if there is none. */
  start = 0;
  end = 0;

  /** Reads the message in `bytes[from, to)`. False if it is none of a packet, as the kernel's answers are. */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.start = 0;
    this.end = 0;
    this.mark = 0;
    if (to - from < HEAD_BYTES || shortAt(bytes, from + 4) !== PACKET) return false;
    for (let at = from + HEAD_BYTES; at + ATTRIBUTE_BYTES <= to; ) {
      const length = shortAt(bytes, at);
      if (length < ATTRIBUTE_BYTES || at + length > to) return false;
      this.#attribute(bytes, shortAt(bytes, at + 2) & TYPE_MASK, at + ATTRIBUTE_BYTES, at + length);
      at += padded(length);
    }
    return true;
  }

  #attribute(bytes: Buffer, type: number, start: number, end: number): void {
    if (type === NFQA_PACKET_HDR && end - start >= 4) this.id = bytes.readUInt32BE(start);
    else if (type === NFQA_MARK && end - start >= 4)
      this.mark = bytes.readUInt32LE(start); // sent the other way round
    else if (type === NFQA_PAYLOAD) {
      this.start = start;
      this.end = end;
    }
  }
}

/**
 * Writes verdicts into memory, in words of 32 bits: a tenth of what the methods of a Buffer take. Each begins where another has ended, so at
 * a multiple of 4. `mark`: in the order of {@link QueuedPacket.mark}; 0 leaves it as it is.
 *
 *   length │ type, flags │ sequence │ port │ family 0, version 0, queue │ head │ verdict │ id │ head │ mark │ head, packet
 */
export class VerdictWriter {
  readonly #out: Buffer;
  readonly #words: Int32Array;
  readonly #queueWord: number;

  /** @param out - begins at a multiple of 4 bytes */
  constructor(out: Buffer, queue: number) {
    this.#out = out;
    this.#words = new Int32Array(out.buffer, out.byteOffset, out.length >> 2);
    this.#queueWord = swapped(queue);
  }

  /** Returns where it ends. `kind`: NF_ACCEPT or NF_DROP. */
  write(at: number, id: number, kind: number, mark: number): number {
    const words = this.#words;
    const first = at >> 2;
    const length = mark === 0 ? VERDICT_BYTES - MARK_BYTES : VERDICT_BYTES;
    words[first] = length;
    words[first + 1] = VERDICT | (NLM_F_REQUEST << 16);
    words[first + 2] = 0;
    words[first + 3] = 0;
    words[first + 4] = this.#queueWord;
    words[first + 5] = (ATTRIBUTE_BYTES + 8) | (NFQA_VERDICT_HDR << 16);
    words[first + 6] = swapped(kind);
    words[first + 7] = swapped(id);
    if (mark !== 0) {
      words[first + 8] = MARK_BYTES | (NFQA_MARK << 16);
      words[first + 9] = mark;
    }
    return at + length;
  }

  /** The packet goes on as `packet`. Returns where the verdict ends. */
  writeWith(at: number, id: number, mark: number, packet: Uint8Array): number {
    const head = this.write(at, id, NF_ACCEPT, mark);
    this.#out.set(packet, writeHead(this.#out, head, NFQA_PAYLOAD, packet.length));
    const end = head + ATTRIBUTE_BYTES + padded(packet.length);
    this.#words[at >> 2] = end - at;
    return end;
  }
}

/** From the order of this machine to that of the network. */
function swapped(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

function writeHead(out: Buffer, at: number, type: number, length: number): number {
  out.writeUInt16LE(ATTRIBUTE_BYTES + length, at);
  out.writeUInt16LE(type, at + 2);
  return at + ATTRIBUTE_BYTES;
}

/** Commands to a queue, each with the kernel's answer: see the constants NFQA_CFG_* of the header. */
export interface QueueOrder {
  readonly name: string;
  readonly attributes: readonly (readonly [type: number, data: Uint8Array])[];
}

const CFG_CMD = 1;
const CFG_PARAMS = 2;
const CFG_QUEUE_MAXLEN = 3;
const CFG_MASK = 4;
const CFG_FLAGS = 5;
const CMD_BIND = 1;
const CMD_UNBIND = 2;
const COPY_PACKET = 2;
const F_FAIL_OPEN = 1;
const F_GSO = 4;

export const UNBIND: QueueOrder = { name: 'unbind', attributes: [[CFG_CMD, Uint8Array.of(CMD_UNBIND, 0, 0, 0)]] };

/** What makes a queue ours: its length, what becomes of packets when it is full, and how much of each comes: from the last on, they do. */
export function bindOrders(length: number, copy: number, failOpen: boolean): readonly QueueOrder[] {
  const flags = F_GSO | (failOpen ? F_FAIL_OPEN : 0);
  return [
    { name: 'bind', attributes: [[CFG_CMD, Uint8Array.of(CMD_BIND, 0, 0, 0)]] },
    { name: 'length', attributes: [[CFG_QUEUE_MAXLEN, wordBytes(length)]] },
    {
      name: 'flags',
      attributes: [
        [CFG_FLAGS, wordBytes(flags)],
        [CFG_MASK, wordBytes(F_GSO | F_FAIL_OPEN)],
      ],
    },
    { name: 'copy', attributes: [[CFG_PARAMS, Buffer.concat([wordBytes(copy), Uint8Array.of(COPY_PACKET)])]] },
  ];
}

/** The message of an order to a queue. */
export function orderBytes(queue: number, { attributes }: QueueOrder): Buffer {
  const size = attributes.reduce((sum, [, data]) => sum + padded(ATTRIBUTE_BYTES + data.length), HEAD_BYTES);
  const out = Buffer.alloc(size);
  out.writeUInt32LE(size, 0);
  out.writeUInt16LE(CONFIG, 4);
  out.writeUInt16LE(NLM_F_REQUEST | NLM_F_ACK, 6);
  out.writeUInt16BE(queue, 18);
  let at = HEAD_BYTES;
  for (const [type, data] of attributes) {
    out.set(data, writeHead(out, at, type, data.length));
    at += padded(ATTRIBUTE_BYTES + data.length);
  }
  return out;
}

/** The errno of the kernel's answer to an order: 0 if it was obeyed; `undefined` if these bytes are no answer. */
export function answerErrno(bytes: Buffer, length: number): number | undefined {
  const NLMSG_ERROR = 2;
  if (length < 20 || bytes.readUInt16LE(4) !== NLMSG_ERROR) return undefined;
  return -bytes.readInt32LE(16);
}

/** Two bytes within the memory, in the order of this machine. */
function shortAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function wordBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
