import { DEFAULT_LIMITS, type Limits } from '@netvakt/proxy';
import { z } from 'zod';

const KIB = 1024;

/** One bound of the data plane: the key in the file, the field that it sets, the unit of the one in the other. */
interface LimitRow {
  readonly key: string;
  readonly field: keyof Limits;
  /** How many of the field's units one of the key's is: 1000 for seconds in milliseconds. */
  readonly scale: 1 | 1000;
  readonly least: number;
  readonly most: number;
  readonly description: string;
}

/** Every bound, in the order of a connection's life. */
const LIMIT_ROWS: readonly LimitRow[] = [
  {
    key: 'connections',
    field: 'connections',
    scale: 1,
    least: 1,
    most: 10_000_000,
    description: 'Connections from clients at one time, over all workers.',
  },
  {
    key: 'connections_per_client',
    field: 'connectionsPerClient',
    scale: 1,
    least: 1,
    most: 1_000_000,
    description: 'Connections of one client address at one time in one worker.',
  },
  {
    key: 'first_byte_seconds',
    field: 'firstByteTime',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From accept to the first byte.',
  },
  {
    key: 'silence_milliseconds',
    field: 'silenceTime',
    scale: 1,
    least: 50,
    most: 600_000,
    description:
      'Before an intercepted connection that says nothing is connected to its origin, which may be the one to speak first.',
  },
  {
    key: 'head_seconds',
    field: 'headTime',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From the first byte of a request to the end of its head.',
  },
  { key: 'head_bytes', field: 'headBytes', scale: 1, least: 1024, most: 1024 * KIB, description: 'Size of a head.' },
  { key: 'head_fields', field: 'headFields', scale: 1, least: 8, most: 10_000, description: 'Field lines in a head.' },
  {
    key: 'target_bytes',
    field: 'targetBytes',
    scale: 1,
    least: 256,
    most: 64 * KIB,
    description: 'Length of a request target.',
  },
  {
    key: 'hello_seconds',
    field: 'helloTime',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'From the first byte in a tunnel to the end of its ClientHello.',
  },
  {
    key: 'hello_bytes',
    field: 'helloBytes',
    scale: 1,
    least: 4096,
    most: 256 * KIB,
    description: 'Size of a ClientHello.',
  },
  {
    key: 'connect_seconds',
    field: 'connectTime',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'For all attempts to reach one origin, its name’s resolution included.',
  },
  {
    key: 'attempt_delay_milliseconds',
    field: 'attemptDelay',
    scale: 1,
    least: 10,
    most: 10_000,
    description: 'Before the next address of a name is tried beside the one that is silent (RFC 8305 §5).',
  },
  {
    key: 'response_seconds',
    field: 'responseTime',
    scale: 1000,
    least: 1,
    most: 86_400,
    description: 'For an origin to begin its response, and between two pieces of it.',
  },
  {
    key: 'idle_seconds',
    field: 'idleTime',
    scale: 1000,
    least: 1,
    most: 86_400,
    description: 'Between two requests, and between two pieces of a request body.',
  },
  {
    key: 'tunnel_idle_seconds',
    field: 'tunnelIdleTime',
    scale: 1000,
    least: 1,
    most: 604_800,
    description: 'Without a byte either way in a tunnel.',
  },
  {
    key: 'half_open_seconds',
    field: 'halfOpenTime',
    scale: 1000,
    least: 1,
    most: 3600,
    description: 'Without progress after the client has closed its side.',
  },
  {
    key: 'linger_seconds',
    field: 'lingerTime',
    scale: 1000,
    least: 1,
    most: 600,
    description: 'For a client to read a last answer.',
  },
  {
    key: 'linger_bytes',
    field: 'lingerBytes',
    scale: 1,
    least: 0,
    most: 1024 * KIB * KIB,
    description: 'What such a client may still send, to be thrown away.',
  },
];

/** `proxy.limits`, in the file's units. Keys are those of `LIMIT_ROWS`. */
export type LimitsSection = Readonly<Record<string, number>>;

/** `proxy.limits`. */
export const LIMITS: z.ZodType<LimitsSection> = z.strictObject(
  Object.fromEntries(
    LIMIT_ROWS.map(({ key, field, scale, least, most, description }) => [
      key,
      z
        .int()
        .min(least)
        .max(most)
        .default(DEFAULT_LIMITS[field] / scale)
        .meta({ description }),
    ]),
  ),
);

/** The bounds in the data plane's own units. */
export function limitsOf(section: LimitsSection): Limits {
  const limits = { ...DEFAULT_LIMITS };
  for (const { key, field, scale } of LIMIT_ROWS) Object.assign(limits, { [field]: (section[key] ?? 0) * scale });
  return limits;
}
