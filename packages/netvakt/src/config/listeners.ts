import type { ListenerSettings, PacketSettings } from '@netvakt/proxy';
import type { Report } from './problem.ts';
import { PACKET_DEFAULTS, PACKET_PORTS, TRANSPARENT_DEFAULTS, type WrittenListener } from './schema/listen.ts';

type WithSocket = WrittenListener & { readonly mode: ListenerSettings['mode'] };

/** The data plane's settings of the sockets of `proxy.listen`, each of which has passed {@link checkListener}. */
export function listenersOf(sections: readonly WrittenListener[]): readonly ListenerSettings[] {
  return sections.filter((section): section is WithSocket => section.mode !== 'packet').map(listenerOf);
}

/** Those of the listener of packets; `undefined` if there is none. */
export function packetOf(sections: readonly WrittenListener[]): PacketSettings | undefined {
  const section = sections.find(({ mode }) => mode === 'packet');
  if (section === undefined) return undefined;
  const { queue, queues, verdict } = PACKET_DEFAULTS;
  return {
    queue: section.queue ?? queue,
    queues: section.queues ?? queues,
    verdict: section.verdict ?? verdict,
    ports: section.ports ?? PACKET_PORTS,
    overload: section.overload ?? 'open',
  };
}

function listenerOf(section: WithSocket): ListenerSettings {
  const {
    mode,
    address = '0.0.0.0',
    port,
    inherited,
    shared,
    trusted_peers: trustedPeers,
    send_proxy: sendProxy,
  } = section;
  const common = {
    address,
    port,
    shared,
    ...(inherited === undefined ? {} : { inherited }),
    ...(trustedPeers.length === 0 ? {} : { trustedPeers }),
    ...(sendProxy === undefined ? {} : { sendProxy }),
  };
  return mode === 'explicit' ? { ...common, mode } : { ...common, mode, ...interceptionOf(section) };
}

/** True if a second process of the same user may listen on the same socket, as in an upgrade (SO_REUSEPORT). */
export function mayBeShared({ mode, inherited, shared }: ListenerSettings): boolean {
  return inherited === undefined && (mode === 'tproxy' || shared === true);
}

type TransparentSettings = Pick<
  Extract<ListenerSettings, { mode: 'tproxy' | 'redirect' }>,
  keyof typeof TRANSPARENT_DEFAULTS | 'overload'
>;

function interceptionOf(section: WrittenListener): TransparentSettings {
  const { source, mark, ports, h2c, ambiguous, unknown } = TRANSPARENT_DEFAULTS;
  return {
    source: section.source ?? source,
    mark: section.mark ?? mark,
    ports: section.ports ?? ports,
    h2c: section.h2c ?? h2c,
    ambiguous: section.ambiguous ?? ambiguous,
    unknown: section.unknown ?? unknown,
    overload: section.overload ?? (canLetPass(section) ? 'open' : 'closed'),
  };
}

/** True if connections pass once nobody listens, or nobody has the queue. Neither redirect nor a service manager's socket allows that. */
function canLetPass({ mode, inherited }: WrittenListener): boolean {
  return mode === 'packet' || (mode === 'tproxy' && inherited === undefined);
}

/** What the keys of one `proxy.listen[]` must be to each other. */
export function checkListener(section: WrittenListener, index: number, report: Report): void {
  const reportFault = (key: string, fault: string, remedy: string): void =>
    report(['proxy', 'listen', index, key], fault, remedy);
  checkModeKeys(section, reportFault);
  if (section.mode === 'packet') {
    checkPacket(section, reportFault);
    return;
  }
  checkSocket(section, reportFault);
  if (section.overload === 'open' && !canLetPass(section)) {
    const remedy = 'Remove it: only a tproxy listener with an address can let connections pass while it is full';
    reportFault('overload', '"open" is not possible here', remedy);
  }
  if (
    section.mode !== 'explicit' &&
    section.ports?.includes(section.port) === true &&
    section.inherited === undefined
  ) {
    const remedy = 'Choose a port for the listener that no client uses: its own connections cannot be distinguished';
    reportFault('port', `${section.port} is among the ports that are looked into`, remedy);
  }
}

/** The kernel brings packets to one queue or its neighbours. */
export function packetsComeOnce(sections: readonly WrittenListener[], report: Report): void {
  const first = sections.findIndex(({ mode }) => mode === 'packet');
  for (const [i, { mode }] of sections.entries()) {
    if (mode !== 'packet' || i === first) continue;
    report(['proxy', 'listen', i, 'mode'], 'packet is there already', 'Keep one listener of packets, with more queues');
  }
}

type ReportFault = (key: string, fault: string, remedy: string) => void;

const TRANSPARENT_KEYS = Object.keys(TRANSPARENT_DEFAULTS) as (keyof typeof TRANSPARENT_DEFAULTS)[];
const PACKET_KEYS = Object.keys(PACKET_DEFAULTS) as (keyof typeof PACKET_DEFAULTS)[];
/** Additional settings of a listener of packets. */
const SOCKET_KEYS = ['address', 'inherited', 'send_proxy'] as const;

function checkModeKeys(section: WrittenListener, reportFault: ReportFault): void {
  const { mode } = section;
  const refused =
    mode === 'packet'
      ? [...SOCKET_KEYS, ...TRANSPARENT_KEYS.filter((key) => key !== 'ports')]
      : [...PACKET_KEYS, ...(mode === 'explicit' ? TRANSPARENT_KEYS : [])];
  const meant = new Set<string>(PACKET_KEYS);
  for (const key of refused) {
    if (section[key] === undefined) continue;
    const other = mode !== 'packet' && meant.has(key) ? 'packet' : 'tproxy or redirect';
    reportFault(key, `has no meaning if the mode is ${mode}`, `Remove it, or set mode to ${other}`);
  }
}

function checkPacket(
  { queue = PACKET_DEFAULTS.queue, queues = PACKET_DEFAULTS.queues, ports }: WrittenListener,
  reportFault: ReportFault,
): void {
  if (queue + queues > 65_536)
    reportFault('queues', 'go beyond queue 65535', 'Choose a lower number of the first queue');
  if (ports?.length === 0) reportFault('ports', 'is empty', 'Name the ports of TLS, or leave it out for 443');
}

/** A socket is either made, and has an address, or inherited, and has a name. */
function checkSocket({ address, inherited }: WrittenListener, reportFault: ReportFault): void {
  if (address === undefined && inherited === undefined) {
    reportFault('address', 'is missing', 'Add an address of this machine, or the name of an inherited socket');
  }
  if (address !== undefined && inherited !== undefined) {
    reportFault(
      'inherited',
      'is set in addition to an address',
      'Keep one: an inherited socket has its address already',
    );
  }
}
