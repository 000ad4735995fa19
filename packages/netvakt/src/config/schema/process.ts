import { z } from 'zod';
import { ADMIN_SOCKET } from './defaults.ts';
import { address, count, hostName, link, list, path, port, words } from './formats.ts';
import type { Section } from './settings.ts';
import { SYSLOG_SCHEMA } from './syslog.ts';

/** `operator`. */
export const OPERATOR_SCHEMA = z.strictObject({
  name: words('Name of the operator, as the block page shows it.', 120),
  url: link('Page of the operator about its filter; sent as `Link: <…>; rel="blocked-by"` (RFC 7725 §4).'),
});

/** Who runs this filter; named on the block page. */
export type OperatorSection = Section<typeof OPERATOR_SCHEMA>;

/** `admin`. */
export const ADMIN_SCHEMA = z.strictObject({
  address: address(
    'Address to listen on. Without token_file whoever reaches it may read: keep it on loopback or a management network.',
  ).default(ADMIN_SOCKET.address),
  port: port('Port of `/metrics` and health.', ADMIN_SOCKET.port),
  socket: path(
    'Unix socket for tools on this machine (`netvakt announce`, `doctor`, `exempt`), of mode 0660; whoever crowds the port does not reach it. Default: `admin.sock` in the RuntimeDirectory of the systemd unit, or none.',
  ).optional(),
  hosts: list(
    hostName('A name or address without port.'),
    64,
    'Names that a scraper may send in `Host`, in addition to loopback and `address`.',
  ),
  token_file: path(
    'File with a token that all paths except `/-/…` require, as `Authorization: Bearer …`; read again at each reload.',
  ).optional(),
  tls: z
    .strictObject({
      certificate: path('PEM file with the certificate, and those that lead to its root.'),
      key: path('PEM file with its key.'),
    })
    .optional()
    .meta({ description: 'Serve HTTPS. Default: HTTP.' }),
  drain_file: path(
    'While this file exists, `/-/route` requests no traffic; the filter continues to work. Checked every second.',
  ).optional(),
  expired_lists: z.enum(['keep', 'withhold']).default('keep').meta({
    description:
      'withhold: `/-/route` wants no traffic while a list in force is past the expiry that its authority has signed.',
  }),
});

/** `/metrics` and health. */
export type AdminSection = Section<typeof ADMIN_SCHEMA>;

/** `log`. */
export const LOG_SCHEMA = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .meta({ description: 'Lowest level that is logged. No level logs requests.' }),
  format: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .meta({ description: 'Format of the log on standard error. `auto`: text on a terminal, JSON lines otherwise.' }),
  syslog: SYSLOG_SCHEMA.optional().meta({
    description:
      'Syslog receiver (RFC 5424) that also gets the log, and the totals; see docs/operating/without-prometheus.md. Default: none.',
  }),
});

/** The log of start, reload and health. */
export type LogSection = Section<typeof LOG_SCHEMA>;

/** A syslog receiver. */
export type SyslogSection = Section<typeof SYSLOG_SCHEMA>;

/** `demo`. */
export const DEMO_SCHEMA = z.strictObject({
  address: address('Address of the demonstration’s web server.').default('127.0.0.1'),
  http_port: port('Port of its HTTP.', 8480),
  https_port: port('Port of its HTTPS, with an untrusted certificate.', 8443),
  site: path('Folder of its pages, one `<host>.html` a host, relative to this file.').prefault('site'),
});

/** The demonstration's own web server; used by `run --demo` only. */
export type DemoSection = Section<typeof DEMO_SCHEMA>;

/** `shutdown_grace_seconds`. */
export const GRACE_SCHEMA = count(
  'Time that running requests have to finish when the process is stopped.',
  0,
  3600,
  30,
);
