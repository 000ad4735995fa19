import { z } from 'zod';
import { FLEET, type FleetSection } from './fleet.ts';
import { id } from './formats.ts';
import { INTAKE, type IntakeSection } from './intake.ts';
import { INTERCEPTION, type InterceptionSection } from './interception.ts';
import { LIST, type ListSection } from './lists.ts';
import { BLOCK, type BlockSection, MARKET, type MarketSection } from './markets.ts';
import {
  ADMIN,
  type AdminSection,
  DEMO,
  type DemoSection,
  GRACE,
  LOG,
  type LogSection,
  OPERATOR,
  type OperatorSection,
} from './process.ts';
import { PROXY, type ProxySection } from './proxy.ts';
import { PROBE, type ProbeSection, STATISTICS, type StatisticsSection } from './statistics.ts';

/** The whole file as it was written, defaults filled in, in the file's own names and units: the raw layer. */
export interface RawConfig {
  readonly operator: OperatorSection;
  readonly block: BlockSection;
  readonly markets: readonly MarketSection[];
  readonly default_market: string;
  readonly lists: readonly ListSection[];
  readonly proxy: ProxySection;
  readonly admin: AdminSection;
  readonly statistics: StatisticsSection;
  readonly probe: ProbeSection;
  readonly log: LogSection;
  readonly shutdown_grace_seconds: number;
  readonly demo: DemoSection;
  readonly intake?: IntakeSection | undefined;
  readonly interception?: InterceptionSection | undefined;
  readonly fleet?: FleetSection | undefined;
}

/**
 * The shape of a configuration file: the validator, the JSON Schema and the reference are all made from it.
 * What one value may be stands here; what two values may be together stands in `relations.ts`.
 */
export const ROOT: z.ZodType<RawConfig> = z
  .strictObject({
    operator: OPERATOR.meta({ description: 'Who runs this filter.' }),
    block: BLOCK.meta({ description: 'What the block page says.' }),
    markets: z
      .array(MARKET)
      .min(1)
      .max(32)
      .meta({ description: 'Countries or network segments, each with its own lists and counters.' }),
    default_market: id('Market of clients that no prefix names.'),
    lists: z.array(LIST).min(1).max(64).meta({ description: 'What is blocked.' }),
    proxy: PROXY.prefault({} as ProxySection).meta({ description: 'The data plane.' }),
    admin: ADMIN.prefault({} as AdminSection).meta({ description: 'Metrics and health.' }),
    statistics: STATISTICS.prefault({} as StatisticsSection).meta({
      description: 'How attempts are counted, and when that is told.',
    }),
    probe: PROBE.prefault({} as ProbeSection).meta({ description: 'The filter asks itself for what must be blocked.' }),
    log: LOG.prefault({} as LogSection).meta({ description: 'Log of start, reload and health.' }),
    shutdown_grace_seconds: GRACE,
    demo: DEMO.prefault({} as DemoSection).meta({ description: 'The web server of `run --demo`.' }),
    interception: INTERCEPTION.optional().meta({
      description: 'What traffic is led to the transparent listeners: for `netvakt export` and `netvakt doctor`.',
    }),
    intake: INTAKE.optional().meta({ description: 'Store, signatures and guards of lists.' }),
    fleet: FLEET.optional().meta({ description: 'Snapshots that are compiled once for many nodes.' }),
  })
  .meta({ title: 'Netvakt configuration', description: 'Configuration of the netvakt command.' });
