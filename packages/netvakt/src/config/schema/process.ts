import { z } from 'zod';
import { address, count, link, path, port, words } from './formats.ts';

/** Who runs this filter; named on the block page. */
export interface OperatorSection {
  readonly name: string;
  readonly url: string;
}

/** `/metrics` and health. */
export interface AdminSection {
  readonly address: string;
  readonly port: number;
  readonly hosts: readonly string[];
  readonly token_file?: string | undefined;
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  readonly drain_file?: string | undefined;
  readonly expired_lists: 'keep' | 'withhold';
}

export interface LogSection {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'auto' | 'json' | 'text';
}

/** The demonstration's own web server; used by `run --demo` only. */
export interface DemoSection {
  readonly address: string;
  readonly http_port: number;
  readonly https_port: number;
  readonly site: string;
}

/** `operator`. */
export const OPERATOR: z.ZodType<OperatorSection> = z.strictObject({
  name: words('Name of the operator, as the block page shows it.', 120),
  url: link('Page of the operator about its filter; sent as `Link: <…>; rel="blocked-by"` (RFC 7725 §4).'),
});

/** `admin`. */
export const ADMIN: z.ZodType<AdminSection> = z.strictObject({
  address: address(
    'Address to listen on. Without token_file whoever reaches it may read: keep it on loopback or a management network.',
  ).default('127.0.0.1'),
  port: port('Port of `/metrics` and health.', 9464),
  hosts: z
    .array(words('A name or address without port.', 253))
    .max(64)
    .default([])
    .meta({ description: 'Names that a scraper may put into `Host`, beside loopback and `address`.' }),
  token_file: path(
    'File with a token that everything but `/-/…` asks for, as `Authorization: Bearer …`; read again at each reload.',
  ).optional(),
  tls: z
    .strictObject({
      certificate: path('PEM file with the certificate, and those that lead to its root.'),
      key: path('PEM file with its key.'),
    })
    .optional()
    .meta({ description: 'Serve HTTPS; left out: HTTP.' }),
  drain_file: path(
    'While this file exists, `/-/route` says that no traffic is wanted; the filter goes on. Looked for every second.',
  ).optional(),
  expired_lists: z.enum(['keep', 'withhold']).default('keep').meta({
    description:
      'withhold: `/-/route` wants no traffic while a list in force is past the expiry that its authority has signed.',
  }),
});

/** `log`. */
export const LOG: z.ZodType<LogSection> = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .meta({ description: 'The least that is logged. No level logs a request.' }),
  format: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .meta({ description: '`auto`: text on a terminal, JSON lines elsewhere. Goes to standard error.' }),
});

/** `demo`. */
export const DEMO: z.ZodType<DemoSection> = z.strictObject({
  address: address('Address of the demonstration’s web server.').default('127.0.0.1'),
  http_port: port('Port of its HTTP.', 8480),
  https_port: port('Port of its HTTPS, with a certificate that nobody trusts.', 8443),
  site: path('Folder of its pages, one `<host>.html` a host, relative to this file.').default('site'),
});

/** `shutdown_grace_seconds`. */
export const GRACE: z.ZodType<number> = count(
  'For running requests to finish when the process is asked to stop.',
  0,
  3600,
  30,
);
