import { z } from 'zod';
import { count, prefix, resolver, socketAddress, words } from './formats.ts';
import { LIMITS, type LimitsSection } from './limits.ts';
import { LISTEN, type ListenSection } from './listen.ts';

/** One line of the static host table. */
interface HostSection {
  readonly name: string;
  readonly port: number;
  readonly to: string;
}

/** The data plane: where it listens, and for the explicit proxy who may use it and to reach what. */
export interface ProxySection {
  readonly listen: readonly ListenSection[];
  readonly workers: number;
  readonly clients: readonly string[];
  readonly http_ports: readonly number[];
  readonly connect_ports: readonly number[];
  readonly allow_destinations: readonly string[];
  readonly deny_destinations: readonly string[];
  readonly hosts: readonly HostSection[];
  readonly resolvers: readonly string[];
  readonly tls_block: 'alert' | 'reset';
  readonly pseudonym: string;
  readonly limits: LimitsSection;
}

const HOST: z.ZodType<HostSection> = z.strictObject({
  name: words('Host name as clients ask for it.', 253),
  port: z.int().min(1).max(65_535).default(80).meta({ description: 'Port as clients ask for it.' }),
  to: socketAddress('Address and port to connect to instead. Allowed even where it is internal.'),
});

const ports = (description: string, preset: number): z.ZodType<number[]> =>
  z.array(z.int().min(1).max(65_535)).min(1).max(64).default([preset]).meta({ description });

/** `proxy`. Nothing internal is reachable and nobody but this machine may connect, unless the file says so. */
export const PROXY: z.ZodType<ProxySection> = z.strictObject({
  listen: z
    .array(LISTEN)
    .min(1)
    .max(16)
    .default([{ mode: 'explicit', address: '127.0.0.1', port: 3128, shared: false, trusted_peers: [] }])
    .meta({ description: 'Listening sockets: of the explicit proxy, and of transparent ones.' }),
  workers: count('Worker threads; 0 for one each processor core.', 0, 256, 0),
  clients: z.array(prefix('Clients that may connect.')).max(10_000).default(['127.0.0.0/8', '::1/128']).meta({
    description:
      'Prefixes of the clients that may use the explicit proxy; others are closed at accept. Whose connections a transparent listener gets is for the rule that brings them to say.',
  }),
  http_ports: ports('Ports that plain HTTP requests may go to.', 80),
  connect_ports: ports('Ports that CONNECT may go to.', 443),
  allow_destinations: z
    .array(prefix('A destination.'))
    .default([])
    .meta({ description: 'Prefixes that are reachable although they are internal.' }),
  deny_destinations: z
    .array(prefix('A destination.'))
    .default([])
    .meta({ description: 'Prefixes that are never reachable, beside the built-in internal ones.' }),
  hosts: z.array(HOST).max(10_000).default([]).meta({ description: 'Static host table: asked before DNS.' }),
  resolvers: z.array(resolver('A name server.')).max(8).default([]).meta({
    description:
      'Name servers that the explicit proxy asks, by address, after `hosts` and the hosts file; left out: those of this machine, from resolv.conf. Answers are kept for their time to live, at least 5 s and at most an hour; where no server answers, an hour longer. `[system]`: getaddrinfo, for what only nsswitch.conf knows (mDNS, NIS); answers are kept for 30 s, and four slow names hold up all others.',
  }),
  tls_block: z
    .enum(['alert', 'reset'])
    .default('alert')
    .meta({ description: 'How a blocked TLS connection ends: with an access_denied alert, or a TCP reset.' }),
  pseudonym: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,32}$/)
    .default('edge')
    .meta({ description: 'Name of this proxy in `Via`; not shared with a neighbour, and says nothing of a filter.' }),
  limits: LIMITS.prefault({}).meta({ description: 'What one client, one connection and one message may use.' }),
});
