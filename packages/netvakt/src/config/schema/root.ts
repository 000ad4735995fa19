import { MAX_MARKETS } from '@netvakt/matcher';
import { z } from 'zod';
import { BLOCK_SCHEMA } from './block.ts';
import { COALITION_SCHEMA } from './coalition.ts';
import { EXEMPTIONS_SCHEMA } from './exemptions.ts';
import { FLEET_SCHEMA } from './fleet.ts';
import { id } from './formats.ts';
import { INTAKE_SCHEMA, MOST_LISTS } from './intake.ts';
import { INTERCEPTION_SCHEMA } from './interception.ts';
import { LIST_SCHEMA } from './lists.ts';
import { MARKET_SCHEMA } from './markets.ts';
import { ADMIN_SCHEMA, DEMO_SCHEMA, GRACE_SCHEMA, LOG_SCHEMA, OPERATOR_SCHEMA } from './process.ts';
import { PROXY_SCHEMA } from './proxy.ts';
import { REPORT_SECTION_SCHEMA } from './report.ts';
import { PROBE_SCHEMA, STATISTICS_SCHEMA } from './statistics.ts';

/**
 * The shape of a configuration file: the validator, the JSON Schema and the reference are all made from it.
 * The bounds of single values are here; `relations.ts` checks what two values must be to each other.
 */
export const ROOT_SCHEMA = z
  .strictObject({
    operator: OPERATOR_SCHEMA.meta({ description: 'Who runs this filter.' }),
    block: BLOCK_SCHEMA.meta({ description: 'Texts of the block page.' }),
    markets: z
      .array(MARKET_SCHEMA)
      .min(1)
      .max(MAX_MARKETS)
      .meta({ description: 'Countries or network segments, each with its own lists and counters.' }),
    default_market: id('Market of clients that are in no prefix of `markets[].clients`.'),
    lists: z.array(LIST_SCHEMA).min(1).max(MOST_LISTS).meta({ description: 'What is blocked.' }),
    proxy: PROXY_SCHEMA.prefault({}).meta({ description: 'The data plane.' }),
    admin: ADMIN_SCHEMA.prefault({}).meta({ description: 'Metrics and health.' }),
    statistics: STATISTICS_SCHEMA.prefault({}).meta({
      description: 'How attempts are counted, and when they are published.',
    }),
    probe: PROBE_SCHEMA.prefault({}).meta({
      description: 'Built-in prober: the filter requests a page that it must block.',
    }),
    log: LOG_SCHEMA.prefault({}).meta({ description: 'Log of start, reload and health.' }),
    shutdown_grace_seconds: GRACE_SCHEMA,
    demo: DEMO_SCHEMA.prefault({}).meta({ description: 'The web server of `run --demo`.' }),
    interception: INTERCEPTION_SCHEMA.optional().meta({
      description: 'Which traffic is led to the transparent listeners. Used by `netvakt export` and `netvakt doctor`.',
    }),
    exemptions: EXEMPTIONS_SCHEMA.optional().meta({
      description: 'Sources that are never filtered, or that belong to another market. See `netvakt exempt`.',
    }),
    coalition: COALITION_SCHEMA.optional().meta({
      description: 'Comparison with other operators: see `netvakt coalition`.',
    }),
    intake: INTAKE_SCHEMA.optional().meta({ description: 'Store, signatures and guards of lists.' }),
    report: REPORT_SECTION_SCHEMA.optional().meta({
      description: 'Quarterly reports to a coalition of operators: see `netvakt report`.',
    }),
    fleet: FLEET_SCHEMA.optional().meta({ description: 'Snapshots that are compiled once for many nodes.' }),
  })
  .meta({ title: 'Netvakt configuration', description: 'Configuration of the netvakt command.' });

/** The whole file as it was written, defaults filled in, in the file's own names and units: the raw layer. */
export type RawConfig = z.output<typeof ROOT_SCHEMA>;
