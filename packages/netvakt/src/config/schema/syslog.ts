import { z } from 'zod';
import { splitSocketAddress } from './formats.ts';

/** Facilities by number (RFC 5424 §6.2.1), as far as a service of its own may use them. */
const FACILITIES = ['daemon', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'] as const;

/** Where messages go. */
export type SyslogTarget =
  | { readonly kind: 'udp' | 'tcp'; readonly address: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** Takes `udp://192.0.2.1:514`, `tcp://[2001:db8::1]:601` and `unix:/dev/log` apart; `undefined` if `text` is none. */
export function syslogTarget(text: string): SyslogTarget | undefined {
  const path = /^unix:(\/[^\0]{1,106})$/u.exec(text)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const [, kind, socket = ''] = /^(udp|tcp):\/\/(.+)$/u.exec(text) ?? [];
  const to = splitSocketAddress(socket);
  return to === undefined || (kind !== 'udp' && kind !== 'tcp') ? undefined : { kind, ...to };
}

/** `log.syslog`. */
export const SYSLOG_SCHEMA = z.strictObject({
  to: z
    .string()
    .refine((text) => syslogTarget(text) !== undefined, {
      error: 'is no syslog receiver',
      params: { remedy: 'Write udp://192.0.2.1:514, tcp://[2001:db8::1]:601 or unix:/dev/log' },
    })
    .meta({
      description:
        'Receiver: `udp://ADDRESS:PORT` (RFC 5426), `tcp://ADDRESS:PORT` (RFC 6587, octet counting) or `unix:PATH`, a datagram socket.',
    }),
  facility: z.enum(FACILITIES).default('local0').meta({ description: 'Facility of every message (RFC 5424 §6.2.1).' }),
  app_name: z
    .string()
    .refine((text) => /^[!-~]{1,48}$/u.test(text), {
      error: 'is no APP-NAME',
      params: { remedy: 'Use 1 to 48 ASCII characters without spaces' },
    })
    .default('netvakt')
    .meta({ description: 'APP-NAME of every message.' }),
  enterprise: z.int().min(1).max(4_294_967_295).default(32_473).meta({
    description:
      'Private enterprise number in the structured data `netvakt@NUMBER`. Replace 32473, which is for examples (RFC 5612), with your own.',
  }),
  totals: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether totals by market and list are sent each time the statistics advance.' }),
});
