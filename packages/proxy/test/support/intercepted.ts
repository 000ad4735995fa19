import type { Limits } from '../../src/settings/limits.ts';
import type { TransparentListenerSettings } from '../../src/settings/settings.ts';
import { type Client, World } from './world.ts';

/** What clients of the tests are called. */
export const CLIENT = '198.51.100.7';

/**
 * A world whose gate takes intercepted connections. No kernel rule brings them: a trusted peer reports their destination,
 * which is what a filter behind a load balancer receives. The kernel's own part is tested in `netns`.
 */
export function interceptingWorld(
  serve?: Parameters<typeof World.start>[0],
  limits: Partial<Limits> = {},
  more: Partial<TransparentListenerSettings> = {},
): Promise<World> {
  const listener: TransparentListenerSettings = {
    mode: 'redirect',
    address: '127.0.0.1',
    port: 0,
    trustedPeers: ['127.0.0.1'],
    source: 'own',
    mark: 0,
    ports: [],
    h2c: 'refuse',
    ambiguous: 'refuse',
    unknown: 'pass',
    overload: 'closed',
    ...more,
  };
  return World.start(serve, limits, { listeners: [listener] });
}

/** The header that means: this client was going to the world's origin, or to `address` and `port`. */
export function header(world: World, address = '127.0.0.1', port: number = world.origin.port): string {
  return `PROXY TCP4 ${CLIENT} ${address} 40000 ${port}\r\n`;
}

/** A client's connection that was going to the world's origin, and what it sends first. */
export function intercepted(world: World, text: string | Buffer = ''): Client {
  const client = world.connect();
  client.send(Buffer.concat([Buffer.from(header(world)), Buffer.from(text as string, 'latin1')]));
  return client;
}
