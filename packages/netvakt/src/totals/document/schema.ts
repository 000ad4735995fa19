import { z } from 'zod';
import type { DaysTotals, TotalsDocument } from './totals-document.ts';

const count = (description: string): z.ZodInt => z.int().min(0).meta({ description });
const moment = (description: string): z.ZodNullable<z.ZodISODateTime> =>
  z.iso.datetime().nullable().meta({ description });

function daysTotals(description: string): z.ZodType<DaysTotals> {
  return z
    .strictObject({
      pages: z.int().min(0).nullable().meta({ description: 'null: nothing is known of any of the days.' }),
      days_known: count('Days of which something is known; fewer than there are: the sum is of a part.'),
    })
    .meta({ description });
}

const MARKET = z.strictObject({
  market: z.string().meta({ description: 'Id of the market.' }),
  requests: count('Blocked requests since the start.'),
  attempts: count('Attempts since the start.'),
  pages: count('Pages since the start.'),
  inspected: count('Requests and handshakes that were judged since the start.'),
  uninspectable: count('Those that could not be judged since the start.'),
  time_zone: z.string().meta({ description: 'In which days begin, as Europe/Stockholm.' }),
  days: z.array(z.strictObject({ day: z.iso.date(), pages: count('Pages on that day of the time zone.') })).meta({
    description: 'The last 14 days of which something is known. Without statistics.store: today, since the start.',
  }),
  last_7_days: daysTotals('Seven days up to today.'),
  this_month: daysTotals('The days of this month up to today.'),
});

const LIST = z.strictObject({
  list: z.string().meta({ description: 'Id of the list.' }),
  version: z.string().nullable().meta({ description: 'Version in force; null: it states none.' }),
  rules: count('Entries that are in force.'),
  last_success: moment('Last time that the list was loaded or fetched; null: never.'),
  expiry: moment('What its authority has signed; null: no expiry.'),
  failing: z.boolean().meta({ description: 'The last attempt to fetch or load it failed.' }),
  waiting: z.boolean().meta({ description: 'A delivery waits for release.' }),
  in_shadow: z.boolean().meta({ description: 'It only counts what it would block.' }),
});

/** The document of totals. A change that a reader could stumble over gets another number in `schema`. */
const TOTALS_SCHEMA: z.ZodType<TotalsDocument> = z
  .strictObject({
    schema: z.literal(1).meta({ description: 'Version of this form. Members may be added without a new number.' }),
    at: z.iso
      .datetime()
      .meta({ description: 'When this was written. More than two minutes ago: the filter does not run.' }),
    statistics_at: moment('When what was blocked last advanced; null: it advances at once, or has not yet.'),
    version: z.string().meta({ description: 'Version of the filter.' }),
    commit: z.string().meta({ description: 'Commit of the build, or unknown.' }),
    ready: z.boolean().meta({ description: 'It filters.' }),
    route: z.boolean().meta({ description: 'It wants traffic.' }),
    reasons: z
      .array(z.string())
      .meta({ description: 'Why it is not ready or wants no traffic, as at /-/ready and /-/route.' }),
    counted: z
      .strictObject({
        window_seconds: count('Requests of one client for one item within so many seconds are one attempt.'),
        ipv6_prefix_length: count('IPv6 clients that share so many bits are one.'),
        attempts_per_client_day: count('Bound of the bounded series.'),
        interval_seconds: count('How often what was blocked advances.'),
        tls_block: z.array(z.string()).meta({
          description:
            'How blocked TLS handshakes ended since the start: alert, reset, or both; the last one is in force. With both, attempts before and after the change must not be compared.',
        }),
      })
      .meta({ description: 'How attempts are distinguished. Figures of two definitions must not be compared.' }),
    rules: count('Rules in force.'),
    markets: z.array(MARKET),
    lists: z.array(LIST),
    probes: z
      .array(z.strictObject({ market: z.string(), protocol: z.string(), blocked: z.boolean().nullable() }))
      .meta({ description: 'Last answer to each canary; null: not asked yet.' }),
    uninspectable: z
      .array(z.strictObject({ reason: z.string(), count: z.int().min(0) }))
      .meta({ description: 'What could not be judged since the start, by reason.' }),
    workers: z.strictObject({
      wanted: count('Workers configured.'),
      running: count('Workers that listen.'),
      restarts: count('Workers that were replaced since the start.'),
    }),
    connections: z.strictObject({ active: count('Open now.'), limit: count('At most.') }),
    overload_seconds: z.number().min(0).meta({ description: 'Time without room for connections since the start.' }),
  })
  .meta({ title: 'Netvakt totals', description: 'What /totals and statistics.json_file hold.' });

/** The JSON Schema of the document, for readers. */
export function totalsSchema(): object {
  return z.toJSONSchema(TOTALS_SCHEMA);
}

/** Checks a document against its schema; throws if it is another form. */
export function readTotals(value: unknown): TotalsDocument {
  return TOTALS_SCHEMA.parse(value);
}
