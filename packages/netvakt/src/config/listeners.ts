import type { ListenerSettings } from '@netvakt/proxy';
import type { Report } from './problem.ts';
import { TRANSPARENT_DEFAULTS, type WrittenListener } from './schema/listen.ts';

/** The data plane's settings of one `proxy.listen[]`, which has passed {@link checkListener}. */
export function listenerOf(section: WrittenListener): ListenerSettings {
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

/** True if connections pass once nobody listens. Neither redirect nor a service manager's socket allows that. */
function canLetPass({ mode, inherited }: WrittenListener): boolean {
  return mode === 'tproxy' && inherited === undefined;
}

/** What the keys of one `proxy.listen[]` must be to each other. */
export function checkListener(section: WrittenListener, index: number, report: Report): void {
  const say = (key: string, fault: string, remedy: string): void =>
    report(['proxy', 'listen', index, key], fault, remedy);
  checkSocket(section, say);
  if (section.overload === 'open' && !canLetPass(section)) {
    const remedy = 'Remove it: only a tproxy listener with an address can let connections pass while it is full';
    say('overload', '"open" is not possible here', remedy);
  }
  if (section.mode === 'explicit') {
    for (const key of Object.keys(TRANSPARENT_DEFAULTS) as (keyof typeof TRANSPARENT_DEFAULTS)[]) {
      if (section[key] === undefined) continue;
      say(key, 'has no meaning where the mode is explicit', 'Remove it, or set mode to tproxy or redirect');
    }
  } else if (section.ports?.includes(section.port) === true && section.inherited === undefined) {
    const remedy = 'Choose a port for the listener that no client asks for: its own connections cannot be told apart';
    say('port', `${section.port} is among the ports that are looked into`, remedy);
  }
}

type ReportFault = (key: string, fault: string, remedy: string) => void;

/** A socket is either made, and has an address, or inherited, and has a name. */
function checkSocket({ address, inherited }: WrittenListener, say: ReportFault): void {
  if (address === undefined && inherited === undefined) {
    say('address', 'is missing', 'Add an address of this machine, or the name of an inherited socket');
  }
  if (address !== undefined && inherited !== undefined) {
    say('inherited', 'stands beside an address', 'Keep one: an inherited socket has its address already');
  }
}
