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
/** A verdict with its mark, without a packet. */
export const VERDICT_BYTES = 40;

export const NF_DROP = 0;
export const NF_ACCEPT = 1;

/** One packet that the kernel has queued: where it is among the bytes that were received. */
export class QueuedPacket {
  id = 0;
  /** Of the packet, in the order in which its bytes are in the kernel's memory, as nft puts bytes of a packet there. */
  mark = 0;
  /** The packet is `bytes[start, end)`; both 0 if there is none. */
  start = 0;
  end = 0;

  /** Reads the message in `bytes[from, to)`. False if it is none of a packet, as the kernel's answers are. */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.start = 0;
    this.end = 0;
    this.mark = 0;
    if (to - from < HEAD_BYTES || bytes.readUInt16LE(from + 4) !== PACKET) return false;
    for (let at = from + HEAD_BYTES; at + ATTRIBUTE_BYTES <= to; ) {
      const length = bytes.readUInt16LE(at);
      if (length < ATTRIBUTE_BYTES || at + length > to) return false;
      this.#attribute(bytes, bytes.readUInt16LE(at + 2) & TYPE_MASK, at + ATTRIBUTE_BYTES, at + length);
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

/** Writes a verdict at `at`; returns where it ends. `mark`: in the order of {@link QueuedPacket.mark}; 0 leaves it as it is. */
export function writeVerdict(
  out: Buffer,
  at: number,
  queue: number,
  verdict: { readonly id: number; readonly kind: number; readonly mark: number; readonly packet?: Uint8Array },
): number {
  const { id, kind, mark, packet } = verdict;
  out.writeUInt16LE(VERDICT, at + 4);
  out.writeUInt16LE(NLM_F_REQUEST, at + 6);
  out.writeUInt32LE(0, at + 8);
  out.writeUInt32LE(0, at + 12);
  out.writeUInt16LE(0, at + 16);
  out.writeUInt16BE(queue, at + 18);
  let end = writeHead(out, at + HEAD_BYTES, NFQA_VERDICT_HDR, 8);
  out.writeUInt32BE(kind, end);
  out.writeUInt32BE(id, end + 4);
  end += 8;
  if (mark !== 0) {
    end = writeHead(out, end, NFQA_MARK, 4);
    out.writeUInt32LE(mark >>> 0, end);
    end += 4;
  }
  if (packet !== undefined) {
    end = writeHead(out, end, NFQA_PAYLOAD, packet.length);
    out.set(packet, end);
    end += padded(packet.length);
  }
  out.writeUInt32LE(end - at, at);
  return end;
}

function writeHead(out: Buffer, at: number, type: number, length: number): number {
  out.writeUInt16LE(ATTRIBUTE_BYTES + length, at);
  out.writeUInt16LE(type, at + 2);
  return at + ATTRIBUTE_BYTES;
}

/** What a queue is told, each with the kernel's answer: see the constants NFQA_CFG_* of the header. */
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

function padded(length: number): number {
  return (length + 3) & ~3;
}

function wordBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
