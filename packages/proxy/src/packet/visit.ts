import { FlowTally } from '../connection/flow-tally.ts';
import { HelloJudgement } from '../connection/hello-judgement.ts';
import type { JudgedFlow } from '../connection/judge-flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import type { Station } from '../connection/station.ts';
import { addressOfBytes } from '../decide/address.ts';
import { FORWARD } from '../decide/judge.ts';
import { authorityOfAddress, type JudgedAddress } from '../decide/original.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { WITHOUT_RULES } from '../decide/without-rules.ts';
import { SILENT } from '../observe/observer.ts';
import { ANSWER, FAMILY, MODE, PROTOCOL, type ProtocolCode, type UninspectableCode } from '../observe/vocabulary.ts';
import type { ClientKey } from '../policy/client-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { DestinationVerdicts } from './destination-verdicts.ts';
import { PacketEnd } from './packet-end.ts';
import { addressLength, type PacketReader, sourceAt } from './packet-reader.ts';

/** A flow of packets as far as it is judged and counted: whose it is, where it goes. Ends with {@link leave}. */
export class Visit implements JudgedFlow, JudgedAddress {
  readonly station: Station;
  readonly policy: Policy;
  readonly tally: FlowTally;
  readonly market: number;
  readonly client: ClientKey;
  readonly exempt: boolean;
  readonly judgement: HelloJudgement;
  readonly source: PacketEnd;
  readonly destination: PacketEnd;

  readonly #destinations: DestinationVerdicts;

  /** `packet`: one of the client's. */
  constructor(
    station: Station,
    destinations: DestinationVerdicts,
    packet: PacketReader,
    protocol: ProtocolCode = PROTOCOL.tls,
  ) {
    const { observer, exemptions, policy } = station;
    const { bytes, sourcePort, destinationPort } = packet;
    const [at, length] = [sourceAt(packet), addressLength(packet)];
    this.source = new PacketEnd(bytes, at, length, sourcePort);
    this.destination = new PacketEnd(bytes, at + length, length, destinationPort);
    const standing = policy.standingAt(addressOfBytes(this.source.bytes), exemptions);
    this.station = station;
    this.policy = policy;
    this.market = standing.market;
    this.client = standing.client;
    this.exempt = standing.exempt;
    this.tally = new FlowTally(standing.exempt ? SILENT : observer, standing.market, this.source);
    this.#destinations = destinations;
    const answer = protocol === PROTOCOL.quic ? ANSWER.drop : policy.tlsAnswer;
    this.judgement = new HelloJudgement(this, protocol, answer, undefined, this);
    observer.connectionOpened(MODE.packet);
    observer.connectionIntercepted(packet.isSix ? FAMILY.ipv6 : FAMILY.ipv4);
    if (standing.exempt) observer.connectionExempted(MODE.packet);
  }

  get matcher(): RuleMatcher {
    return this.exempt ? WITHOUT_RULES : this.station.matcher;
  }

  get authority(): Buffer {
    return authorityOfAddress(this.destination.address);
  }

  verdict(matcher: RuleMatcher, market: number): number {
    return this.#destinations.verdict(this.destination, matcher, market);
  }

  /** No share of a thread's time is kept for packets: the kernel's queue is their bound. */
  charge(): void {}

  /** Judges the address alone, of a flow that cannot be read, and counts that. False if a rule covers it. */
  passes(unseen: UninspectableCode): boolean {
    const { station, market, tally, matcher } = this;
    const verdict = this.verdict(matcher, market);
    if (verdict === FORWARD) {
      tally.passed(undefined, station.sighting);
      tally.uninspectable(unseen);
      return true;
    }
    const sighting = sightingOf(station, verdict, ANSWER.reset);
    const { authority } = this;
    sighting.at(authority, 0, authority.length);
    tally.passed(matcher.listsOf(verdict), sighting);
    return false;
  }

  /** The flow is decided, or gone. */
  leave(): void {
    this.tally.close();
    this.station.observer.connectionClosed(MODE.packet);
  }
}
