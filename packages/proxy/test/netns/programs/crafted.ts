/**
 * TCP clients whose every packet is made by hand, under addresses that no kernel has. Each message is `{ flows, width }`, and is answered
 * by `{ ends }`: what each flow came to, in their order.
 */
import { AF_PACKET, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_DGRAM } from '../../../src/linux/constants.ts';
import { native, succeed } from '../../../src/linux/native.ts';
import { RawSender } from '../../../src/linux/raw-sender.ts';
import { PacketReader } from '../../../src/packet/packet-reader.ts';
import { CLIENT_FOUR, CLIENT_SIX, SERVER_FOUR, SERVER_SIX, type TcpShape, tcpPacket } from '../../support/packet.ts';
import type { CraftedFlow, CraftedStep, FlowEnd } from '../support/crafted.ts';
import { listen, notify } from './talk.ts';

const SYN = 2;
const RST = 4;
const ACK = 16;
/** Milliseconds between two rounds of sending all again, and how long nothing may come after the last. */
const ROUND = 300;

const sender = new RawSender();
const calls = native();
const capture = succeed('socket(AF_PACKET)', calls.socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0x0300)); // ETH_P_ALL
const bytes = Buffer.alloc(65_536);
const reader = new PacketReader(bytes);
/** Flows that wait for an answer, by family and port. */
const waiting = new Map<string, Client>();

class Client {
  readonly #flow: CraftedFlow;
  readonly #base: number;
  readonly #done: (end: FlowEnd) => void;
  #acknowledgement = 0;
  #round = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #end = { answer: '', alert: false, reset: false };

  constructor(flow: CraftedFlow, done: (end: FlowEnd) => void) {
    this.#flow = flow;
    this.#base = flow.base;
    this.#done = done;
    waiting.set(keyOf(flow), this);
    this.#open();
  }

  #open(): void {
    if (this.#acknowledgement !== 0) return;
    const { options = '', data = '' } = this.#flow.syn ?? {};
    this.#send({ sequence: this.#base - 1, acknowledgement: 0, flags: SYN, options: hex(options), data: hex(data) });
    this.#timer = setTimeout(() => this.#open(), ROUND);
  }

  heard({ flags, sequence, acknowledgement, payload, end }: PacketReader): void {
    if ((flags & (SYN | ACK)) === (SYN | ACK)) {
      if (acknowledgement !== this.#base >>> 0 || this.#acknowledgement !== 0) return;
      clearTimeout(this.#timer);
      this.#acknowledgement = (sequence + 1) >>> 0;
      this.#send({
        sequence: this.#base,
        acknowledgement: this.#acknowledgement,
        flags: ACK,
        options: this.#options(),
      });
      void this.#play();
      return;
    }
    if ((flags & RST) !== 0) this.#end.reset = true;
    const data = Buffer.from(bytes.subarray(payload, end));
    if (data[0] === 21) this.#end.alert = true;
    else if (data.length > 0) this.#end.answer = data.toString('hex').slice(0, 8);
    if (this.#end.reset || data.length > 0) this.#finish();
  }

  async #play(): Promise<void> {
    for (const step of this.#flow.steps) {
      if (step.waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, step.waitMs));
      if (this.#round > 0 && step.once === true) continue;
      this.#sendStep(step);
    }
    if (!waiting.has(keyOf(this.#flow))) return;
    this.#round += 1;
    const more = this.#round < (this.#flow.rounds ?? 20);
    this.#timer = setTimeout(() => (more ? void this.#play() : this.#finish()), ROUND);
  }

  #sendStep({ offset = 0, data = '', shape = {}, options }: CraftedStep): void {
    if (!waiting.has(keyOf(this.#flow))) return;
    const numbers = { sequence: this.#base + offset, acknowledgement: this.#acknowledgement };
    this.#send({
      ...numbers,
      data: hex(data),
      options: options === undefined ? this.#options() : hex(options),
      ...shape,
    });
  }

  #options(): Buffer {
    return hex(this.#flow.options ?? '');
  }

  #finish(): void {
    if (!waiting.delete(keyOf(this.#flow))) return;
    clearTimeout(this.#timer);
    for (const offset of [0, this.#flow.length])
      this.#send({ sequence: this.#base + offset, acknowledgement: this.#acknowledgement, flags: RST | ACK });
    this.#done(this.#end);
  }

  #send(shape: TcpShape): void {
    const { six, port } = this.#flow;
    const ends = six ? { from: CLIENT_SIX, to: SERVER_SIX } : { from: CLIENT_FOUR, to: SERVER_FOUR };
    const packet = tcpPacket({ six, ...ends, fromPort: port, toPort: 443, ...shape });
    for (const piece of piecesOf(packet, this.#flow.fragments)) sender.send(piece);
  }
}

/** IPv4 fragments of a packet with data, if they are wanted. */
function piecesOf(packet: Buffer, wanted: boolean | undefined): Buffer[] {
  const isFour = (packet[0] as number) >> 4 === 4;
  if (wanted !== true || packet.length < 200) return [packet];
  return isFour ? fourPieces(packet) : sixPieces(packet);
}

function fourPieces(packet: Buffer): Buffer[] {
  const cut = 20 + (((packet.length - 20) / 2) & ~7);
  return [
    [20, cut, 0x2000],
    [cut, packet.length, (cut - 20) / 8],
  ].map(([from = 0, to = 0, field = 0]) => {
    const piece = Buffer.concat([packet.subarray(0, 20), packet.subarray(from, to)]);
    piece.writeUInt16BE(piece.length, 2);
    piece.writeUInt16BE(4711, 4);
    piece.writeUInt16BE(field, 6);
    return piece; // the kernel writes the header's checksum
  });
}

function sixPieces(packet: Buffer): Buffer[] {
  const cut = 40 + (((packet.length - 40) / 2) & ~7);
  return [
    [40, cut, 1],
    [cut, packet.length, cut - 40],
  ].map(([from = 0, to = 0, field = 0]) => {
    const fragment = Buffer.alloc(8);
    fragment[0] = packet[6] as number;
    fragment.writeUInt16BE(field, 2);
    fragment.writeUInt32BE(4711, 4);
    const piece = Buffer.concat([packet.subarray(0, 40), fragment, packet.subarray(from, to)]);
    piece[6] = 44;
    piece.writeUInt16BE(piece.length - 40, 4);
    return piece;
  });
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function keyOf({ six, port }: Pick<CraftedFlow, 'six' | 'port'>): string {
  return `${six} ${port}`;
}

/** Hands on what has come; now and then lets timers and messages in. */
function receive(): void {
  for (let i = 0; i < 64; i += 1) {
    const length = calls.recv(capture, bytes, bytes.length, MSG_DONTWAIT);
    if (length <= 0) {
      setTimeout(receive, 1);
      return;
    }
    if (!reader.read(0, length) || reader.sourcePort !== 443) continue;
    waiting.get(keyOf({ six: reader.isSix, port: reader.destinationPort }))?.heard(reader);
  }
  setImmediate(receive);
}

async function run(flows: readonly CraftedFlow[], width: number): Promise<readonly FlowEnd[]> {
  const ends: FlowEnd[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < flows.length; at = next++) {
      ends[at] = await new Promise((resolve) => new Client(flows[at] as CraftedFlow, resolve));
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return ends;
}

receive();
listen((message) => {
  const { flows, width } = message as unknown as { flows: readonly CraftedFlow[]; width: number };
  void run(flows, width).then((ends) => notify({ ends }));
});
notify({ ready: true });
