import type { NameSource } from '../settings/settings.ts';
import { HostsFile } from './hosts-file.ts';
import { NameQueue } from './name-queue.ts';
import { NameServers } from './name-servers.ts';
import { type RememberingOptions, RememberingResolver } from './remembering-resolver.ts';
import type { Resolver } from './resolver.ts';
import { systemNames } from './system-names.ts';

/** A resolver with a memory of its own. `now` in milliseconds, of a clock that only goes forward. */
export function resolverFor(source: NameSource, now: () => number, options: RememberingOptions): Resolver {
  if (source === 'system') {
    const queue = new NameQueue(systemNames);
    return new RememberingResolver((name, answered, client) => queue.ask(name, answered, client), now, options);
  }
  const servers = new NameServers({ servers: source, now });
  return new HostsFile(new RememberingResolver((name, answered) => servers.ask(name, answered), now, options), now);
}
