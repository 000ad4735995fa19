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
      'explicit: a proxy that its clients are set up for. tproxy, redirect: takes connections that an nftables rule brings, and needs Linux. packet: takes verdicts on the first packets of TLS flows, which the kernel forwards; at most one, see docs/operating/packet-mode.md.',
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
      description:
        'Listen on the socket of that name from the service manager (`FileDescriptorName=`), instead of `address`.',
    }),
  shared: z.boolean().default(false).meta({
    description: 'Whether a second process of the same user may listen there too, for an upgrade. tproxy always may.',
  }),
  source: transparentOnly(
    'source',
    z.enum(['own', 'preserve']),
    'whether origins see this machine’s address, or the client’s (needs CAP_NET_ADMIN).',
  ),
  mark: transparentOnly(
    'mark',
    z.int().min(0).max(0xff_ff_ff_ff),
    'SO_MARK of connections to origins; 0 for none. Needs CAP_NET_ADMIN.',
  ),
  ports: transparentOnly(
    'ports',
    z.array(PORT).max(64),
    'destination ports that are looked into; connections to others pass and are counted. Empty: all. packet: those of TLS; left out: 443.',
  ),
  h2c: transparentOnly(
    'h2c',
    PASS_OR_REFUSE,
    'HTTP/2 in clear, whose requests are not read: passed and counted, or ended.',
  ),
  ambiguous: transparentOnly(
    'ambiguous',
    PASS_OR_REFUSE,
    'requests that can be read in more than one way, or not at all: passed, with all that follows, and counted; or refused.',
  ),
  unknown: transparentOnly(
    'unknown',
    PASS_OR_REFUSE,
    'first bytes that are neither HTTP nor TLS: passed and counted, or the connection ended.',
  ),
  overload: z.enum(['open', 'closed']).optional().meta({
    description:
      'What becomes of new connections while there are as many as `limits.connections` or the open files allow. `open`: they pass, unfiltered; `closed`: they are turned away; either is counted in seconds. `open` is only possible, and then the default, in mode tproxy with an `address`, and in mode packet, where it is about flows that are not decided and packets that wait.',
  }),
  queue: packetOnly('queue', z.int().min(0).max(65_535), 'number of the first queue of netfilter.'),
  queues: packetOnly('queues', z.int().min(1).max(64), 'how many queues there are, each with a thread of its own.'),
  verdict: packetOnly(
    'verdict',
    z.enum(['confirm', 'fast']),
    '`confirm`: a flow is free once its server has answered the hello that was judged. `fast`: once that hello was judged, for less CPU time; a client that sends it in two ways can get round it.',
  ),
  trusted_peers: list(
    prefix('A peer.'),
    1000,
    'Prefixes of peers that must begin with a PROXY protocol header, v1 or v2. From others it is none.',
  ),
  send_proxy: z
    .enum(['v1', 'v2'])
    .optional()
    .meta({ description: 'PROXY protocol header that connections to origins begin with; left out: none.' }),
});

/** One listening socket as the file states it. Keys of transparent modes are absent if the file omits them. */
export type WrittenListener = z.output<typeof LISTEN_SCHEMA>;
