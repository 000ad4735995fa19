import { Deadlines } from '../../src/connection/deadlines.ts';
import { Station } from '../../src/connection/station.ts';
import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';
import { FLOW_ALLOWED, FLOW_BLOCKED, PENDING } from '../../src/packet/marks.ts';
import { PacketReader } from '../../src/packet/packet-reader.ts';
import { TcpFlows } from '../../src/packet/tcp-flows.ts';
import type { Verdicts } from '../../src/packet/verdicts.ts';
import { Policy } from '../../src/policy/policy.ts';
import type { Limits } from '../../src/settings/limits.ts';
import type { PacketSettings } from '../../src/settings/settings.ts';
import { CLIENT_FOUR, CLIENT_SIX, SERVER_FOUR, SERVER_SIX, type TcpShape, tcpPacket } from './packet.ts';
import { Recorder } from './recorder.ts';
import { RULES, settingsFor } from './world.ts';

/** A ServerHello as far as it matters: no request for another hello. */
export const ANSWER: Buffer = Buffer.from(`160303007a020000760303${'11'.repeat(32)}${'00'.repeat(8)}`, 'hex');
/** Where each flow's first byte is, and what the client expects of the server. */
const BASE = 0x1_0000;
const EXPECTED = 5000;

/** A queued packet's bytes by its number, until its verdict. */
interface Queued {
  readonly bytes: Buffer;
  readonly end: RemoteEnd;
}

/** The server's side of one flow: a receiver that takes bytes as a kernel does, and what the kernel knows of the flow. */
export class RemoteEnd {
  mark = (BASE | PENDING) >>> 0;
  readonly #cells: (number | undefined)[] = [];
  isReset = false;

  /** What an application could have read. */
  get delivered(): Buffer {
    const gap = this.#cells.findIndex((cell) => cell === undefined);
    return Buffer.from((gap === -1 ? this.#cells : this.#cells.slice(0, gap)) as number[]);
  }

  take(packet: Buffer): void {
    const reader = new PacketReader(packet);
    if (!reader.read(0, packet.length) || this.isReset) return;
    if ((reader.flags & 4) !== 0) this.isReset ||= reader.sequence === (BASE + this.delivered.length) >>> 0;
    const offset = (reader.sequence - BASE) | 0;
    for (let i = Math.max(0, -offset); i < reader.length; i += 1)
      this.#cells[offset + i] ??= packet[reader.payload + i] as number;
    for (let i = 0; i < this.#cells.length; i += 1) this.#cells[i] ??= undefined; // no holes: findIndex sees them
  }
}

/** The flows of one thread, with a clock under control of the test and the simplest possible servers. */
export class PacketFlows implements Verdicts {
  readonly recorder: Recorder = new Recorder();
  readonly sent: Buffer[] = [];
  readonly verdicts: string[] = [];
  readonly station: Station;
  now = 1000;
  readonly flows: TcpFlows;
  readonly #queued = new Map<number, Queued>();
  #id = 0;

  constructor(
    settings: Partial<PacketSettings> = {},
    { limits = {}, most = 64, rules = RULES }: { limits?: Partial<Limits>; most?: number; rules?: RuleMatcher } = {},
  ) {
    const resolver = { resolve: () => Promise.reject(new Error('nobody is asked')) };
    this.station = new Station(new Policy(settingsFor([], { helloTime: 10_000, ...limits }), []), rules, {
      observer: this.recorder,
      resolver: resolver as never,
      deadlines: new Deadlines(1000),
    });
    this.station.deadlines.stop();
    const whole = { queue: 0, queues: 1, ports: [443], verdict: 'confirm', overload: 'open', ...settings } as const;
    this.flows = new TcpFlows(this.station, whole, this, { now: () => this.now, exactly: () => this.now }, most);
  }

  /** Packets without a verdict. */
  get held(): number {
    return this.#queued.size;
  }

  /** A packet of the client, with bytes at `offset`: as the rules treat it. */
  client(end: RemoteEnd, offset: number, data: Uint8Array, shape: TcpShape = {}): void {
    this.#arrives(end, tcpPacket({ sequence: BASE + offset, acknowledgement: EXPECTED, data, ...shape }), true);
  }

  /** The server's answer to all that it was given. */
  server(end: RemoteEnd, data: Uint8Array = ANSWER, shape: TcpShape = {}): void {
    const { six = false } = shape;
    const ends = six ? { from: SERVER_SIX, to: CLIENT_SIX } : { from: SERVER_FOUR, to: CLIENT_FOUR };
    const numbers = { sequence: EXPECTED, acknowledgement: BASE + end.delivered.length };
    this.#arrives(end, tcpPacket({ ...ends, fromPort: 443, toPort: 40_000, ...numbers, data, ...shape }), false);
  }

  #arrives(end: RemoteEnd, bytes: Buffer, fromClient: boolean): void {
    if (end.mark === FLOW_ALLOWED) {
      if (fromClient) end.take(bytes);
      return;
    }
    if (end.mark === FLOW_BLOCKED) return;
    this.#id += 1;
    this.#queued.set(this.#id, { bytes: fromClient ? bytes : Buffer.alloc(0), end });
    const reader = new PacketReader(Buffer.concat([Buffer.alloc(7), bytes]));
    if (reader.read(7, 7 + bytes.length)) this.flows.packet(reader, this.#id, end.mark);
  }

  /** Time passes. */
  later(milliseconds: number): void {
    this.now += milliseconds;
    this.flows.sweep();
  }

  accept(id: number, mark: number): void {
    this.#settle(id, 'accept', mark);
  }
  drop(id: number): void {
    this.#settle(id, 'drop', 0);
  }
  replace(id: number, packet: Uint8Array, mark: number): void {
    this.#settle(id, 'replace', mark, Buffer.from(packet));
  }
  send(packet: Uint8Array): void {
    this.sent.push(Buffer.from(packet));
  }

  #settle(id: number, what: string, mark: number, other?: Buffer): void {
    const queued = this.#queued.get(id);
    if (queued === undefined) throw new Error(`Packet ${id} has had its verdict`);
    this.#queued.delete(id);
    this.verdicts.push(`${what}${mark === FLOW_ALLOWED ? ' allowed' : ''}${mark === FLOW_BLOCKED ? ' blocked' : ''}`);
    if (mark !== 0) queued.end.mark = mark;
    const bytes = other ?? queued.bytes;
    if (what !== 'drop' && bytes.length > 0) queued.end.take(bytes);
  }
}
