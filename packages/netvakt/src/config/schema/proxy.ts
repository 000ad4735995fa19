import { PSEUDONYM } from '@netvakt/proxy';
import { z } from 'zod';
import { PROXY_SOCKET } from './defaults.ts';
import { addressWithPort, count, hostName, list, PORT, prefix, resolver } from './formats.ts';
import { LIMITS_SCHEMA } from './limits.ts';
import { LISTEN_SCHEMA } from './listen.ts';

const HOST = z.strictObject({
  name: hostName('Host name as clients ask for it.'),
  port: PORT.default(80).meta({ description: 'Port as clients ask for it.' }),
  to: addressWithPort('Address and port to connect to instead. Allowed even where it is internal.'),
});

const ports = (description: string, preset: number): z.ZodDefault<z.ZodArray<z.ZodInt>> =>
  z.array(PORT).min(1).max(64).default([preset]).meta({ description });

/** `proxy`. Nothing internal is reachable and nobody but this machine may connect, unless the file says so. */
export const PROXY_SCHEMA = z.strictObject({
  listen: z
    .array(LISTEN_SCHEMA)
    .min(1)
    .max(16)
    .default([LISTEN_SCHEMA.parse({ address: PROXY_SOCKET.address })])
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
  hosts: list(HOST, 10_000, 'Static host table: asked before DNS.'),
  resolvers: list(
    resolver('A name server.'),
    8,
    'Name servers that the explicit proxy asks, by address, after `hosts` and the hosts file; left out: those of this machine, from resolv.conf. Answers are kept for their time to live, at least 5 s and at most an hour; where no server answers, an hour longer. `[system]`: getaddrinfo, for what only nsswitch.conf knows (mDNS, NIS); answers are kept for 30 s, and four slow names hold up all others.',
  ),
  tls_block: z
    .enum(['alert', 'reset'])
    .default('alert')
    .meta({ description: 'How a blocked TLS connection ends: with an access_denied alert, or a TCP reset.' }),
  ech_public_names: list(
    hostName('A host name.'),
    1_000,
    'Names in the clear of Encrypted ClientHellos (public_name, RFC 9849), each of which stands for every site behind it, beside those of `intake.ech_public_names`. A hello to one of them counts as uninspectable, reason `ech`, if it carries the extension. Others carry it too, with nothing in it.',
  ),
  pseudonym: z
    .string()
    .regex(PSEUDONYM)
    .default('edge')
    .meta({ description: 'Name of this proxy in `Via`; not shared with a neighbour, and says nothing of a filter.' }),
  limits: LIMITS_SCHEMA.prefault({}).meta({ description: 'What one client, one connection and one message may use.' }),
});
