import type { NameSource } from '../settings/settings.ts';
import { HostsFile } from './hosts-file.ts';
import { NameServers } from './name-servers.ts';
import { RememberingResolver } from './remembering-resolver.ts';
import type { Resolver } from './resolver.ts';
import { systemNames } from './system-names.ts';

/** A resolver with a memory of its own. `now` in milliseconds, of a clock that only goes forward; `outlived`: see {@link RememberingResolver}. */
export function resolverFor(source: NameSource, now: () => number, outlived?: () => void): Resolver {
  if (source === 'system') return new RememberingResolver(systemNames, now, outlived);
  const servers = new NameServers({ servers: source, now });
  return new HostsFile(new RememberingResolver((name, told) => servers.ask(name, told), now, outlived), now);
}
