/** The configuration of interception, as a plan. */
import { isIP } from 'node:net';
import type { Config } from '../../config/config.ts';
import { exportError } from '../failure.ts';
import { CANARY_INTERFACE, ORIGIN_CABLE } from './canary/addresses.ts';
import type { AddressesByFamily, InterceptionPlan, ListenerSocket, PacketPlan } from './plan.ts';

const NOBODY: AddressesByFamily = { four: [], six: [] };

/** The settings of one listener; see `proxy.listen`. */
type ConfiguredListener = Config['fixed']['listeners'][number];
type Mode = NonNullable<NonNullable<Config['interception']>['mode']>;
type Transparent = ConfiguredListener & { readonly mode: 'tproxy' | 'redirect' };

/**
 * Makes the plan of this machine.
 *
 * @param suspects - what stage 1 has found; not looked at if all traffic is led to the filter.
 * @param exempt - elements of the sets of exempt sources; they change in place later.
 * Throws an {@link OperatorError} if the configuration has no section `interception`, or no listener for it.
 */
export function planOf(
  config: Config,
  suspects: readonly string[],
  exempt: AddressesByFamily = NOBODY,
): InterceptionPlan {
  const interception = interceptionOf(config);
  const wanted = wantedMode(config, interception.mode);
  // What is not of TLS goes to the tproxy listener, if there is one.
  const mode = wanted === 'packet' ? 'tproxy' : wanted;
  const packet = wanted === 'packet' ? packetPlanOf(config) : undefined;
  const chosen = config.fixed.listeners.filter(isTransparent).filter((listener) => listener.mode === mode);
  const {
    subscribers,
    ports,
    reach,
    bypass,
    subscriberMtu,
    uplinkMtu,
    table,
    mark,
    routingTable,
    rulePriority,
    rules,
    canary,
  } = interception;
  const led = ports.filter((port) => !chosen.some((listener) => listener.port === port));
  const streamed = chosen.length === 0 ? [] : led.filter((port) => packet?.ports.includes(port) !== true);
  // It asks by HTTP, and by TLS if that goes to a queue.
  const asks = mode === 'tproxy' && rules === 'managed' && canary && (streamed.length > 0 || packet !== undefined);
  const asked = asks && reach === 'suspects' ? [ORIGIN_CABLE.ipv4.there, ORIGIN_CABLE.ipv6.there] : [];
  return {
    mode,
    table,
    subscribers,
    canary: asks ? CANARY_INTERFACE : undefined,
    listenerFour: socketFor(chosen, 4),
    listenerSix: socketFor(chosen, 6),
    ports: streamed,
    packet,
    reach,
    suspects: byFamily([...suspects, ...asked]),
    bypass: byFamily(bypass),
    exempt,
    ...quicOf(config),
    subscriberMtu,
    uplinkMtu,
    mark,
    routingTable,
    rulePriority,
  };
}

/** The mode that is asked for, or that there is. Throws an {@link OperatorError} if no listener has it. */
function wantedMode(config: Config, asked: Mode | undefined): Mode {
  const modes = modesOf(config);
  const wanted = asked ?? modes[0] ?? 'tproxy';
  if (modes.includes(wanted)) return wanted;
  throw exportError(
    `proxy.listen has no listener whose mode is ${wanted}`,
    wanted === 'packet' ? 'Add one: { mode: packet }' : 'Add one: { mode: tproxy, address: "::", port: 8080 }',
  );
}

/** The section `interception`. Throws an {@link OperatorError} if there is none. */
export function interceptionOf({ interception }: Config): NonNullable<Config['interception']> {
  if (interception !== undefined) return interception;
  throw exportError(
    'the configuration has no section interception',
    'Add one that names the interfaces of subscribers',
  );
}

/**
 * The plan that `netvakt export nft` looks after; `undefined` if nothing is to be led here, or by rules of the operator's own. Suspect
 * addresses are not in it.
 */
export function managedPlan(config: Config): InterceptionPlan | undefined {
  const { interception } = config;
  if (interception?.rules !== 'managed') return undefined;
  const modes = modesOf(config);
  const wanted = interception.mode ?? modes[0];
  return wanted !== undefined && modes.includes(wanted) ? planOf(config, []) : undefined;
}

/** The modes by which flows of subscribers can come here; packets first, which are led here in addition to a tproxy listener. */
function modesOf({ fixed: { packet, listeners } }: Config): readonly Mode[] {
  const modes = listeners.filter(isTransparent).map(({ mode }) => mode);
  return packet === undefined ? modes : ['packet', ...modes];
}

/** Packets are handed over by nft until {@link withQueueOfHere} finds that this kernel has no such statement. */
function packetPlanOf({ fixed: { packet } }: Config): PacketPlan | undefined {
  if (packet === undefined) return undefined;
  const { queue, queues, ports, overload } = packet;
  return { queue, queues, ports, bypass: overload === 'open', by: 'nft' };
}

/** QUIC that is inspected goes to the queue of the listener of packets, also if TLS comes by another listener. */
function quicOf(config: Config): Pick<InterceptionPlan, 'quic' | 'quicQueue'> {
  const quicQueue = packetPlanOf(config);
  const quic = interceptionOf(config).quic ?? (quicQueue === undefined ? 'reject' : 'inspect');
  if (quic !== 'inspect') return { quic, quicQueue: undefined };
  if (quicQueue !== undefined) return { quic, quicQueue };
  throw exportError(
    'interception.quic is inspect, and proxy.listen has no listener whose mode is packet',
    'Add one: { mode: packet }',
  );
}

function isTransparent(listener: ConfiguredListener): listener is Transparent {
  return listener.mode !== 'explicit';
}

/** The place of inherited sockets, as of those in `deploy/systemd`: the configuration does not contain it. */
const LOOPBACK = { 4: '127.0.0.1', 6: '::1' } as const;

/** The first listener that takes connections of a family: one of that family, one of both (`::`), or an inherited one. */
function socketFor(listeners: readonly Transparent[], family: 4 | 6): ListenerSocket | undefined {
  for (const { address, port, inherited } of listeners) {
    if (inherited !== undefined) return { address: LOOPBACK[family], port };
    if (address === '::') return { address: undefined, port };
    if (isIP(address) === family) return { address: address === '0.0.0.0' ? undefined : address, port };
  }
  return undefined;
}

/** Addresses and prefixes, parted by family. */
export function byFamily(addresses: readonly string[]): AddressesByFamily {
  return {
    four: addresses.filter((text) => !text.includes(':')),
    six: addresses.filter((text) => text.includes(':')),
  };
}
