import { PSEUDONYM } from '@netvakt/proxy/limits';
import { z } from 'zod';
import { PROXY_SOCKET } from './defaults.ts';
import { addressWithPort, count, hostName, list, PORT, prefix, resolver } from './formats.ts';
import { LIMITS_SCHEMA } from './limits.ts';
import { LISTEN_SCHEMA } from './listen.ts';

const HOST = z.strictObject({
  name: hostName('Host name as clients ask for it.'),
  port: PORT.default(80).meta({ description: 'Port as clients ask for it.' }),
  to: addressWithPort('Address and port to connect to instead; it may be internal.'),
});

const ports = (description: string, preset: number): z.ZodDefault<z.ZodArray<z.ZodInt>> =>
  z.array(PORT).min(1).max(64).default([preset]).meta({ description });

/** `proxy`. Nothing internal is reachable and nobody but this machine may connect, unless the file allows it. */
export const PROXY_SCHEMA = z.strictObject({
  listen: z
    .array(LISTEN_SCHEMA)
    .min(1)
    .max(16)
    .default([LISTEN_SCHEMA.parse({ address: PROXY_SOCKET.address })])
    .meta({ description: 'Listeners of the explicit proxy and of transparent mode.' }),
  workers: count('Number of worker threads. 0: one per core.', 0, 256, 0),
  clients: z.array(prefix('Clients that may connect.')).max(10_000).default(['127.0.0.0/8', '::1/128']).meta({
    description:
      'Prefixes of the clients that may use the explicit proxy; connections of others are closed. Does not apply to transparent listeners, whose clients the interception rules select.',
  }),
  http_ports: ports('Ports that plain HTTP requests may go to.', 80),
  connect_ports: ports('Ports that CONNECT may go to.', 443),
  allow_destinations: z
    .array(prefix('A destination.'))
    .default([])
    .meta({ description: 'Internal prefixes that clients may reach all the same.' }),
  deny_destinations: z
    .array(prefix('A destination.'))
    .default([])
    .meta({ description: 'Prefixes that clients must not reach, in addition to internal ones.' }),
  hosts: list(HOST, 10_000, 'Static host table, used before DNS.'),
  resolvers: list(
    resolver('A name server.'),
    8,
    'Addresses of the name servers that the explicit proxy uses after `hosts` and the hosts file. Default: those in resolv.conf. Answers are kept for their time to live, at least 5 s and at most an hour, or an hour longer if no server answers. `[system]`: use getaddrinfo, for sources such as mDNS and NIS that only nsswitch.conf knows; answers are then kept for 30 s, and four slow names delay all others.',
  ),
  tls_block: z.enum(['alert', 'reset']).default('alert').meta({
    description:
      'How a blocked TLS connection ends: with an access_denied alert, or a TCP reset. Use alert if attempts are to be compared: browsers load a page again after a reset.',
  }),
  ech_public_names: list(
    hostName('A host name.'),
    1_000,
    'Public names of Encrypted ClientHello (public_name, RFC 9849), in addition to `intake.ech_public_names`. A hello to one of them that carries the extension counts as uninspectable, with reason `ech`. Other hellos often carry an empty extension and are not counted.',
  ),
  pseudonym: z.string().regex(PSEUDONYM).default('edge').meta({
    description:
      'Name of this proxy in `Via`. It must differ from that of neighbouring proxies, and should not reveal that there is a filter.',
  }),
  limits: LIMITS_SCHEMA.prefault({}).meta({ description: 'What one client, one connection and one message may use.' }),
});
