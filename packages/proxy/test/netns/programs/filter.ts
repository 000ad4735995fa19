/**
 * The least that a transparent filter does, made of the pieces under test: accept, find the destination, dial it, pass bytes.
 * Reports each connection. `{ drain }` closes the listeners and ends the program with the last connection.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { plainAddress } from '../../../src/linux/address-bytes.ts';
import { describeListener } from '../../../src/linux/describe-listener.ts';
import { inheritedListeners } from '../../../src/linux/inherited-listeners.ts';
import { SystemCallError } from '../../../src/linux/linux-error.ts';
import { type InterceptionMethod, originalDestination } from '../../../src/linux/original-destination.ts';
import type { Endpoint } from '../../../src/linux/socket-address.ts';
import { openTransparentListener } from '../../../src/linux/transparent-listener.ts';
import { connectOutgoing } from '../../linux/support/connect-outgoing.ts';
import { argument, listen, notify } from './talk.ts';

/** What a test may ask for. */
export interface FilterArgument {
  readonly how: InterceptionMethod;
  readonly port: number;
  /** Own listeners: transparent ones for `tproxy`, plain ones for `redirect`. None: those inherited. */
  readonly addresses: readonly string[];
  readonly source: 'preserve' | 'preserve-port' | 'own';
  readonly mark: number;
  /** Plain listeners for `tproxy` too, to see what happens. */
  readonly plain?: boolean;
  /** Connections that are served; later ones are closed. Ends a loop that would otherwise have no end. */
  readonly most?: number;
}

const options = argument() as FilterArgument;
let served = 0;

function serve(client: Socket): void {
  client.on('error', () => {});
  const destination = originalDestination(client, options.how, options.port);
  const from = plainAddress(client.remoteAddress ?? '');
  served += 1;
  if (destination.kind !== 'original' || served > (options.most ?? Number.POSITIVE_INFINITY)) {
    notify({ closed: destination.kind, from });
    client.destroy();
    return;
  }
  const { endpoint } = destination;
  notify({ accepted: endpoint.address, port: endpoint.port, from, fromPort: client.remotePort });
  const socket = connectOrReport(endpoint, client);
  if (socket === undefined) return;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    notify({ error: error.code });
    client.destroy();
  });
  client.once('close', () => socket.destroy());
  client.pipe(socket).pipe(client);
}

function connectOrReport(endpoint: Endpoint, client: Socket): Socket | undefined {
  try {
    return connectOutgoing(endpoint, { ...sourceOf(client), mark: options.mark });
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error;
    const { call, errno, remedy } = error;
    notify({ failed: call, errno, remedy });
    client.destroy();
    return undefined;
  }
}

function sourceOf({ remoteAddress: address = '', remotePort = 0 }: Socket): { readonly source?: Endpoint } {
  if (options.source === 'own') return {};
  return { source: { address, port: options.source === 'preserve-port' ? remotePort : 0 } };
}

function listenOn(address: string): Server {
  const server = createServer(serve);
  if (options.how === 'redirect' || options.plain === true) return server.listen(options.port, address);
  return server.listen({ fd: openTransparentListener({ address, port: options.port }), backlog: 511 });
}

const inherited = options.addresses.length === 0 ? inheritedListeners() : [];
const described = inherited.map(({ name, fd }) => ({ name, fd, description: describeListener(fd) }));
const servers = [...options.addresses.map(listenOn), ...inherited.map(({ fd }) => createServer(serve).listen({ fd }))];
await Promise.all(servers.map((server) => once(server, 'listening')));
notify({ ready: described });

async function drain(): Promise<void> {
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  process.exit();
}

listen(() => void drain());
