import { Flow, type FlowClient } from '../connection/flow.ts';
import type { Station } from '../connection/station.ts';
import { addressOf } from '../decide/address.ts';
import { Original } from '../decide/original.ts';
import { PrefixTable } from '../decide/prefix-table.ts';
import { ExplicitMode } from '../http/explicit-mode.ts';
import { HttpSession } from '../http/http-session.ts';
import { plainAddress, withoutZone } from '../linux/address-bytes.ts';
import { originalDestination } from '../linux/original-destination.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import { FAMILY, MODE, type ModeCode, REJECTION, type RejectionCode } from '../observe/vocabulary.ts';
import { InterceptionPolicy } from '../policy/interception-policy.ts';
import type { ProxiedEnds } from '../proxy-protocol/header.ts';
import type { ListenerSettings } from '../settings/settings.ts';
import { Sniffer } from '../sniff/sniffer.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { InterceptedRoute } from '../tunnel/intercepted-route.ts';
import type { Admission } from './admission.ts';
import { Greeting, type GreetingUser } from './greeting.ts';
import type { ListenerUser } from './listener.ts';

/** From an accepted socket to a connection that is served: who the client is, may it come in, where was it going. */
export class Entrance implements ListenerUser, GreetingUser {
  /** The port that the listener was given. */
  port = 0;

  readonly #settings: ListenerSettings;
  readonly #station: Station;
  readonly #admission: Admission;
  readonly #mode: ModeCode;
  readonly #trusted = new PrefixTable<true>();
  readonly #interception: InterceptionPolicy | undefined;

  /** `key`: what the listener is called in the settings. */
  constructor(settings: ListenerSettings, key: string, station: Station, admission: Admission) {
    this.#settings = settings;
    this.#station = station;
    this.#admission = admission;
    this.#mode = MODE[settings.mode];
    this.#interception = settings.mode === 'explicit' ? undefined : new InterceptionPolicy(settings);
    for (const [i, prefix] of (settings.trustedPeers ?? []).entries()) {
      this.#trusted.add(prefix, true, `${key}.trustedPeers[${i}]`);
    }
  }

  accepted(socket: OwnedSocket): void {
    const peer = this.#settings.trustedPeers === undefined ? undefined : addressOf(socket.remoteAddress ?? '');
    if (peer === undefined || this.#trusted.find(peer) !== true) {
      this.greeted(socket, undefined, undefined);
      return;
    }
    Greeting.await(socket, this.#station.deadlines, this.#station.policy.limits.firstByteTime, this);
  }

  dropped(): void {
    this.#admission.dropped();
  }

  paused(errno: string): void {
    this.#admission.paused(errno);
  }

  greeted(socket: OwnedSocket, announced: ProxiedEnds | undefined, first: Buffer | undefined): void {
    const ends = announced ?? endsOf(socket, this.#settings.sendProxy !== undefined);
    const admitted = this.#admission.admit(socket, ends.source.address, this.#station, this.#mode);
    if (admitted === undefined) {
      socket.destroy();
      return;
    }
    const { market, client: key, exempt } = admitted;
    const introduction = this.#settings.sendProxy;
    if (this.#interception === undefined) {
      const flow = this.#flow(socket, { market, key, exempt, ends, introduction }, first);
      HttpSession.begin(flow, new ExplicitMode(flow));
      this.#hasten(flow);
      return;
    }
    const to = this.#destination(socket, announced);
    if (typeof to === 'number') {
      this.#turnAway(socket, to);
      return;
    }
    this.#station.observer.connectionIntercepted(to.address.includes(':') ? FAMILY.ipv6 : FAMILY.ipv4);
    const destination = { address: withoutZone(to.address), port: to.port };
    const client = { market, key, exempt, ends: { source: ends.source, destination }, introduction };
    const flow = this.#flow(socket, client, first);
    Sniffer.begin(flow, new InterceptedRoute(flow, new Original(to), this.#interception));
    this.#hasten(flow);
  }

  ungreeted(): void {
    this.#admission.reject(REJECTION['proxy-header-malformed']);
  }

  /** One of the last that is taken on. */
  #hasten(flow: Flow): void {
    if (this.#station.draining) flow.drain();
  }

  /** `first`: what the client has sent already. */
  #flow(socket: OwnedSocket, client: FlowClient, first: Buffer | undefined): Flow {
    const flow = new Flow(this.#station, socket, client);
    if (first !== undefined) flow.received.add(first);
    return flow;
  }

  /** Where the client wanted to go, or why that is nowhere. One of our own listeners would only bring it back. */
  #destination(socket: OwnedSocket, ends: ProxiedEnds | undefined): Endpoint | RejectionCode {
    const { mode } = this.#settings;
    const found =
      ends === undefined && mode !== 'explicit'
        ? originalDestination(socket, mode, this.port)
        : ({ kind: 'original', endpoint: (ends as ProxiedEnds).destination } as const);
    if (found.kind === 'unknown') return REJECTION['destination-unknown'];
    if (found.kind === 'not-intercepted') return REJECTION['not-intercepted'];
    const { address, port } = found.endpoint;
    return this.#station.isOwnListener(address, port) ? REJECTION['not-intercepted'] : found.endpoint;
  }

  #turnAway(socket: OwnedSocket, reason: RejectionCode): void {
    this.#admission.reject(reason);
    socket.destroy();
  }
}

const UNASKED: Endpoint = { address: '', port: 0 };

/** The two ends of an accepted socket, as the kernel knows them, without zones, which no PROXY protocol header has. `both`: the near one, too, which costs a call to ask. */
function endsOf(socket: OwnedSocket, both: boolean): ProxiedEnds {
  return {
    source: endpointOf(socket.remoteAddress, socket.remotePort),
    destination: both ? endpointOf(socket.localAddress, socket.localPort) : UNASKED,
  };
}

function endpointOf(address = '', port = 0): Endpoint {
  return { address: plainAddress(withoutZone(address)), port };
}
