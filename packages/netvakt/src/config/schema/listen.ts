import type { ListenerSettings, PacketSettings } from '@netvakt/proxy';
import { z } from 'zod';
import { PROXY_SOCKET } from './defaults.ts';
import { address, list, PORT, port, prefix } from './formats.ts';

/** The defaults of a transparent listener: nothing that needs a privilege, nothing that passes uncounted. */
export const TRANSPARENT_DEFAULTS = {
  source: 'own',
  mark: 0,
  ports: [],
  h2c: 'pass',
  ambiguous: 'refuse',
  unknown: 'pass',
} as const satisfies Partial<Extract<ListenerSettings, { readonly mode: 'tproxy' | 'redirect' }>>;

type TransparentKey = keyof typeof TRANSPARENT_DEFAULTS;

/** Optional, so that it can be reported as a mistake in an explicit listener. Editors and the reference show the default. */
function transparentOnly<T>(
  key: TransparentKey,
  value: z.ZodType<T>,
  description: string,
): z.ZodOptional<z.ZodType<T>> {
  return value.optional().meta({ description: `tproxy, redirect: ${description}`, default: TRANSPARENT_DEFAULTS[key] });
}

const PASS_OR_REFUSE = z.enum(['pass', 'refuse']);

/** The defaults of a listener of packets. */
export const PACKET_DEFAULTS = { queue: 0, queues: 1, verdict: 'confirm' } as const satisfies Partial<PacketSettings>;

/** The ports of a listener of packets that names none. */
export const PACKET_PORTS: readonly number[] = [443];

function packetOnly<T>(
  key: keyof typeof PACKET_DEFAULTS,
  value: z.ZodType<T>,
  description: string,
): z.ZodOptional<z.ZodType<T>> {
  return value.optional().meta({ description: `packet: ${description}`, default: PACKET_DEFAULTS[key] });
}

/** `proxy.listen[]`. */
export const LISTEN_SCHEMA = z.strictObject({
  mode: z.enum(['explicit', 'tproxy', 'redirect', 'packet']).default('explicit').meta({
    description:
      '`explicit`: clients are configured to use the proxy. `tproxy`, `redirect`: an nftables rule intercepts connections (Linux only). `packet`: the filter decides on the first packets of TLS flows, and the kernel forwards the rest; at most one such listener, see docs/operating/packet-mode.md.',
  }),
  address: address(
    'Address of this machine to listen on; `0.0.0.0` or `::` for all. Required, unless `inherited`.',
  ).optional(),
  port: port('Port to listen on.', PROXY_SOCKET.port),
  inherited: z
    .string()
    .regex(/^[\x21-\x39\x3b-\x7e]{1,255}$/)
    .optional()
    .meta({
      description: 'Name of a socket that the service manager passes (`FileDescriptorName=`), instead of `address`.',
    }),
  shared: z.boolean().default(false).meta({
    description:
      'Whether a second process of the same user may listen on the same port, for upgrades. Always true in mode tproxy.',
  }),
  source: transparentOnly(
    'source',
    z.enum(['own', 'preserve']),
    'source address of connections to origins: this machine’s (`own`), or the client’s (`preserve`; needs CAP_NET_ADMIN).',
  ),
  mark: transparentOnly(
    'mark',
    z.int().min(0).max(0xff_ff_ff_ff),
    'SO_MARK of connections to origins; 0 for none. Needs CAP_NET_ADMIN.',
  ),
  ports: transparentOnly(
    'ports',
    z.array(PORT).max(64),
    'destination ports that are inspected; connections to other ports pass and are counted. Empty: all. packet: ports of TLS, default 443.',
  ),
  h2c: transparentOnly(
    'h2c',
    PASS_OR_REFUSE,
    'unencrypted HTTP/2, which is not inspected: `pass` (and count) or `refuse`.',
  ),
  ambiguous: transparentOnly(
    'ambiguous',
    PASS_OR_REFUSE,
    'requests that are ambiguous or malformed: `pass` the rest of the connection (and count), or `refuse`.',
  ),
  unknown: transparentOnly(
    'unknown',
    PASS_OR_REFUSE,
    'connections that are neither HTTP nor TLS: `pass` (and count) or `refuse`.',
  ),
  overload: z.enum(['open', 'closed']).optional().meta({
    description:
      'What happens to new connections while `limits.connections` or the limit of open files is reached. `open`: they pass unfiltered. `closed`: they are refused. The seconds are counted. `open` is only possible, and then the default, in mode tproxy with an `address` and in mode packet; there it applies to undecided flows and waiting packets.',
  }),
  queue: packetOnly('queue', z.int().min(0).max(65_535), 'number of the first netfilter queue.'),
  queues: packetOnly('queues', z.int().min(1).max(64), 'number of queues; each has its own thread.'),
  verdict: packetOnly(
    'verdict',
    z.enum(['confirm', 'fast']),
    '`confirm`: the kernel takes over once the server has answered the hello that was judged. `fast`: once the hello was judged, which saves CPU time; a client that sends the hello in two versions can get around the filter.',
  ),
  trusted_peers: list(
    prefix('A peer.'),
    1000,
    'Prefixes of peers that must send a PROXY protocol header, v1 or v2. It is not accepted from others.',
  ),
  send_proxy: z
    .enum(['v1', 'v2'])
    .optional()
    .meta({ description: 'Version of the PROXY protocol header that is sent to origins. Default: none.' }),
});

/** One listening socket as the file states it. Keys of transparent modes are absent if the file omits them. */
export type WrittenListener = z.output<typeof LISTEN_SCHEMA>;
