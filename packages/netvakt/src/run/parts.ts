import { serviceManager } from '@netvakt/proxy';
import { StopPageKeeper } from '../blockpage/stop-page/keeper.ts';
import { runtimeFolder } from '../config/runtime-folder.ts';
import { AdminPort } from './admin-port.ts';
import { ExemptionKeeper } from './exemption-keeper.ts';
import { ServiceFigures } from './figures.ts';
import { InForce } from './in-force.ts';
import { ManagerLink } from './manager-link.ts';
import { planeEvents } from './plane-events.ts';
import { CanaryProber } from './probe/prober.ts';
import { RulesWatch } from './rules-watch.ts';
import { type ServiceOptions, WORKER_ENTRY } from './service-options.ts';
import { serviceReader } from './service-reading.ts';
import { StatisticsKeeper } from './statistics-keeper.ts';
import { Workers } from './workers.ts';

/** The parts of a running filter, each with one job. `Service` decides when each does it. */
export interface ServiceParts {
  readonly figures: ServiceFigures;
  readonly inForce: InForce;
  readonly statistics: StatisticsKeeper;
  readonly prober: CanaryProber;
  readonly stopPages: StopPageKeeper;
  readonly exemptions: ExemptionKeeper;
  readonly workers: Workers;
  readonly admin: AdminPort;
  readonly manager: ManagerLink;
  readonly rules: RulesWatch;
}

/** Makes the parts; nothing of them runs yet. @param republish - called when a stop page has changed. */
export function partsOf(options: ServiceOptions, republish: () => Promise<void>): ServiceParts {
  const {
    config,
    log,
    syslog,
    now,
    commit,
    workerEntry = WORKER_ENTRY,
    manager: link = serviceManager(),
    time,
  } = options;
  const figures = new ServiceFigures(config, commit, now, time);
  const inForce = new InForce(config, figures);
  const rules = new RulesWatch({ log, now });
  figures.status.rules = () => rules.figures;
  const manager = new ManagerLink(link);
  const prober = new CanaryProber(config, figures.probes, now);
  const stopPages = new StopPageKeeper({ log, changed: republish });
  const events = planeEvents(figures, log, () => manager.describe(inForce.condition));
  const exemptions: ExemptionKeeper = new ExemptionKeeper({
    log,
    now,
    ledger: (next) => figures.exemptionsOf(next),
    changed: (table) => workers.exempt(table),
  });
  const workers = new Workers({ entry: workerEntry, figures, prober, stopPages, exemptions, events });
  return {
    figures,
    inForce,
    manager,
    rules,
    prober,
    stopPages,
    statistics: new StatisticsKeeper({
      section: config.fixed.statistics,
      journalFolder: config.fixed.statistics.journalFolder ?? runtimeFolder(process.env),
      figures,
      readService: serviceReader({
        totals: figures.live,
        probes: figures.probes,
        lists: figures.ledger,
        status: () => figures.status.read(),
        config: () => inForce.config,
        now,
      }),
      syslog,
      now,
      log,
    }),
    exemptions,
    workers,
    admin: new AdminPort(figures, now, log, () => exemptions.answer()),
  };
}
