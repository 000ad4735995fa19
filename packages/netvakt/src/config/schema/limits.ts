import { DEFAULT_LIMITS, type Limits } from '@netvakt/proxy/limits';
import { z } from 'zod';
import { count } from './formats.ts';

const KIB = 1024;

/** One bound of the data plane: its key in the file, and the unit of that in the unit of the data plane. */
interface LimitRow {
  readonly key: string;
  /** How many of the field's units one of the key's is: 1000 for seconds in milliseconds. */
  readonly scale: 1 | 1000;
  readonly least: number;
  readonly most: number;
  readonly description: string;
}

/** Every bound by the field that it sets, in the order of a connection's life. */
const LIMIT_ROWS: Readonly<Record<keyof Limits, LimitRow>> = {
  connections: {
    key: 'connections',
    scale: 1,
    least: 1,
    most: 10_000_000,
    description: 'Connections from clients at one time, over all workers.',
  },
  connectionsPerClient: {
    key: 'connections_per_client',
    scale: 1,
    least: 1,
    most: 1_000_000,
    description: 'Connections of one client at one time, in one worker.',
  },
  clientPrefixSix: {
    key: 'client_prefix_ipv6',
    scale: 1,
    least: 32,
    most: 128,
    description:
      'Bits of an IPv6 address that make one client: the prefix that you delegate to a subscriber. An IPv4 address is one client.',
  },
  namesPerClient: {
    key: 'names_per_client',
    scale: 1,
    least: 1,
    most: 4096,
    description: 'DNS queries of one client at one time, in one worker.',
  },
  firstByteTime: {
    key: 'first_byte_seconds',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From accept to the first byte.',
  },
  silenceTime: {
    key: 'silence_milliseconds',
    scale: 1,
    least: 50,
    most: 600_000,
    description:
      'Time after which a silent intercepted connection is connected to its origin, because the origin may speak first.',
  },
  headTime: {
    key: 'head_seconds',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From the first byte of a request to the end of its head.',
  },
  headBytes: { key: 'head_bytes', scale: 1, least: 1024, most: 1024 * KIB, description: 'Size of a head.' },
  headFields: { key: 'head_fields', scale: 1, least: 8, most: 10_000, description: 'Field lines in a head.' },
  targetBytes: {
    key: 'target_bytes',
    scale: 1,
    least: 256,
    most: 64 * KIB,
    description: 'Length of a request target.',
  },
  helloTime: {
    key: 'hello_seconds',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From the first byte in a tunnel to the end of its ClientHello.',
  },
  helloBytes: {
    key: 'hello_bytes',
    scale: 1,
    least: 4096,
    most: 256 * KIB,
    description: 'Size of a ClientHello.',
  },
  connectTime: {
    key: 'connect_seconds',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'For all attempts to reach one origin, its name’s resolution included.',
  },
  attemptDelay: {
    key: 'attempt_delay_milliseconds',
    scale: 1,
    least: 10,
    most: 10_000,
    description:
      'Before the next address of a name is tried in parallel to the one that does not respond (RFC 8305 §5).',
  },
  responseTime: {
    key: 'response_seconds',
    scale: 1000,
    least: 1,
    most: 86_400,
    description: 'For an origin to begin its response, and between two pieces of it.',
  },
  responseHeadBytes: {
    key: 'response_head_bytes',
    scale: 1,
    least: 1024,
    most: 1024 * KIB,
    description:
      'Size of the head of a response. The explicit proxy answers 502 to a larger one; intercepted, the rest passes unread.',
  },
  responseHeadLines: {
    key: 'response_head_lines',
    scale: 1,
    least: 8,
    most: 10_000,
    description: 'Lines in the head of a response; what happens to a longer one is as above.',
  },
  interimResponses: {
    key: 'interim_responses',
    scale: 1,
    least: 1,
    most: 10_000,
    description: 'Interim responses (1xx) before a final one; what happens after more is as above.',
  },
  idleTime: {
    key: 'idle_seconds',
    scale: 1000,
    least: 1,
    most: 86_400,
    description: 'Between two requests, and between two pieces of a request body.',
  },
  tunnelIdleTime: {
    key: 'tunnel_idle_seconds',
    scale: 1000,
    least: 1,
    most: 604_800,
    description: 'Without a byte either way in a tunnel.',
  },
  halfOpenTime: {
    key: 'half_open_seconds',
    scale: 1000,
    least: 1,
    most: 3600,
    description: 'Without progress after the client has closed its side.',
  },
  lingerTime: {
    key: 'linger_seconds',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'For a client to read a last answer.',
  },
  lingerBytes: {
    key: 'linger_bytes',
    scale: 1,
    least: 0,
    most: 1024 * KIB * KIB,
    description: 'What such a client may still send, to be thrown away.',
  },
};

const FIELDS = Object.keys(LIMIT_ROWS) as (keyof Limits)[];

/** `proxy.limits`, in the file's units. Keys are those of `LIMIT_ROWS`. */
export type WrittenLimits = Readonly<Record<string, number>>;

/** `proxy.limits`. */
export const LIMITS_SCHEMA: z.ZodType<WrittenLimits> = z.strictObject(
  Object.fromEntries(
    FIELDS.map((field) => {
      const { key, scale, least, most, description } = LIMIT_ROWS[field];
      return [key, count(description, least, most, DEFAULT_LIMITS[field] / scale)];
    }),
  ),
);

/** The bounds in the data plane's own units. */
export function limitsOf(written: WrittenLimits): Limits {
  const limits = FIELDS.map((field) => {
    const { key, scale } = LIMIT_ROWS[field];
    return [field, (written[key] ?? 0) * scale];
  });
  return Object.fromEntries(limits) as Record<keyof Limits, number>;
}
