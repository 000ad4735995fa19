import type { ListenerSettings } from '@netvakt/proxy';
import type { Report } from './problem.ts';
import { type ListenSection, TRANSPARENT_DEFAULTS } from './schema/listen.ts';

/** What the data plane is told of one `proxy.listen[]`, which has passed {@link checkListener}. */
export function listenerOf(section: ListenSection): ListenerSettings {
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
  if (mode === 'explicit') return { ...common, mode };
  const { source, mark, ports, h2c, ambiguous, unknown } = TRANSPARENT_DEFAULTS;
  return {
    ...common,
    mode,
    source: section.source ?? source,
    mark: section.mark ?? mark,
    ports: section.ports ?? ports,
    h2c: section.h2c ?? h2c,
    ambiguous: section.ambiguous ?? ambiguous,
    unknown: section.unknown ?? unknown,
  };
}

/** What the keys of one `proxy.listen[]` must be to each other. */
export function checkListener(section: ListenSection, index: number, report: Report): void {
  const at = ['proxy', 'listen', index] as const;
  if (section.address === undefined && section.inherited === undefined) {
    report([...at, 'address'], 'is missing', 'Add an address of this machine, or the name of an inherited socket');
  }
  if (section.address !== undefined && section.inherited !== undefined) {
    report([...at, 'inherited'], 'stands beside an address', 'Keep one: an inherited socket has its address already');
  }
  if (section.mode === 'explicit') {
    for (const key of Object.keys(TRANSPARENT_DEFAULTS) as (keyof typeof TRANSPARENT_DEFAULTS)[]) {
      if (section[key] === undefined) continue;
      report([...at, key], 'has no meaning where the mode is explicit', 'Remove it, or set mode to tproxy or redirect');
    }
  } else if (section.ports?.includes(section.port) === true && section.inherited === undefined) {
    const remedy = 'Choose a port for the listener that no client asks for: its own connections cannot be told apart';
    report([...at, 'port'], `${section.port} is among the ports that are looked into`, remedy);
  }
}
