/** What the configuration says about interception, as a plan. */
import { isIP } from 'node:net';
import type { Config } from '../../config/config.ts';
import { exportError } from '../failure.ts';
import { CANARY_INTERFACE, ORIGIN_CABLE } from './canary/addresses.ts';
import type { AddressesByFamily, InterceptionPlan, ListenerSocket } from './plan.ts';

const NOBODY: AddressesByFamily = { four: [], six: [] };

/** What is told of one listener; see `proxy.listen`. */
type ConfiguredListener = Config['fixed']['listeners'][number];
type Transparent = ConfiguredListener & { readonly mode: 'tproxy' | 'redirect' };

/**
 * Makes the plan of this machine.
 *
 * @param suspects - what stage 1 has found; not looked at where all traffic is led to the filter.
 * @param exempt - elements of the sets of exempt sources; they change in place later.
 * Throws an {@link OperatorError} if the configuration has no section `interception`, or no listener for it.
 */
export function planOf(
  config: Config,
  suspects: readonly string[],
  exempt: AddressesByFamily = NOBODY,
): InterceptionPlan {
  const interception = interceptionOf(config);
  const transparent = config.fixed.listeners.filter(isTransparent);
  const mode = interception.mode ?? transparent[0]?.mode ?? 'tproxy';
  const chosen = transparent.filter((listener) => listener.mode === mode);
  if (chosen.length === 0)
    throw exportError(
      `proxy.listen has no listener whose mode is ${mode}`,
      'Add one: { mode: tproxy, address: "::", port: 8080 }',
    );
  const {
    subscribers,
    ports,
    reach,
    bypass,
    quic,
    subscriberMtu,
    uplinkMtu,
    table,
    mark,
    routingTable,
    rulePriority,
    rules,
    canary,
  } = interception;
  const asks = mode === 'tproxy' && rules === 'managed' && canary;
  const asked = asks && reach === 'suspects' ? [ORIGIN_CABLE.ipv4.there, ORIGIN_CABLE.ipv6.there] : [];
  return {
    mode,
    table,
    subscribers,
    canary: asks ? CANARY_INTERFACE : undefined,
    listenerFour: socketFor(chosen, 4),
    listenerSix: socketFor(chosen, 6),
    ports: ports.filter((port) => !chosen.some((listener) => listener.port === port)),
    reach,
    suspects: byFamily([...suspects, ...asked]),
    bypass: byFamily(bypass),
    exempt,
    quic,
    subscriberMtu,
    uplinkMtu,
    mark,
    routingTable,
    rulePriority,
  };
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
  const { interception, fixed } = config;
  if (interception?.rules !== 'managed') return undefined;
  const modes = fixed.listeners.filter(isTransparent).map(({ mode }) => mode);
  const wanted = interception.mode ?? modes[0];
  return wanted !== undefined && modes.includes(wanted) ? planOf(config, []) : undefined;
}

function isTransparent(listener: ConfiguredListener): listener is Transparent {
  return listener.mode !== 'explicit';
}

/** Where sockets of a service manager stand, as those of `deploy/systemd` do: what they have the configuration does not say. */
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
