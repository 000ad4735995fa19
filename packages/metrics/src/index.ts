export type { Denial } from './admin/guard.ts';
export { type LocalAdminServer, startLocalAdmin } from './admin/local.ts';
export type { AdminSources } from './admin/routes.ts';
export { type AdminServer, type AdminSettings, startAdmin } from './admin/server.ts';
export { type CounterShape, FAMILIES, type FamilyName, MEASURES } from './counters/layout.ts';
export { allocateCounters, type CounterRegion, settleConnections } from './counters/region.ts';
export { APART_SLOT, ListSlots } from './counters/slots.ts';
export { CounterTotals } from './counters/totals.ts';
export { CounterWriter } from './counters/writer.ts';
export { type Definition, LABELS, type LabelName, type Sources } from './families/definition.ts';
export { metricsReference } from './families/reference.ts';
export { DEFINITIONS } from './families/table.ts';
export { overviewOf } from './overview/gather.ts';
export type { DayPages, ListView, MarketView, Overview, ProbeView } from './overview/model.ts';
export { Metrics, type Rendered } from './render/metrics.ts';
export { CONTENT_TYPE, type Exposition } from './render/negotiate.ts';
export type { FamilyHead, Samples } from './render/samples.ts';
export type { ComparedRatio, Comparison } from './state/comparison.ts';
export type { DayFigure } from './state/day-figures.ts';
export { TLS_ENDINGS, type TlsEnding } from './state/endings.ts';
export { ExemptionLedger } from './state/exemptions.ts';
export { FIGURE_UNITS, type FigureUnit, figuresOf, type StatisticsFigure } from './state/figures.ts';
export { FLEET_OUTCOMES, FleetLedger, type FleetLook } from './state/fleet.ts';
export { HEALTH_REASONS, type Health, type HealthReason, type HealthState, healthOf } from './state/health.ts';
export {
  type CountsByLabel,
  type ListFetched,
  ListLedger,
  type ListRecord,
  type ListReport,
  type ListVocabulary,
} from './state/lists.ts';
export { PENDING_BLOCKS, type PendingCount } from './state/pending.ts';
export { ProbeLedger, type ProbeRecord } from './state/probes.ts';
export type { BuildInfo, ProcessStatus } from './state/process.ts';
export type { KernelQueues, QueueFigures } from './state/queues.ts';
export type { ReloadState } from './state/reload.ts';
export { lacksRules, NO_RULES, type RuleCanary, type RulesFigures } from './state/rules.ts';
export { Statistics } from './state/statistics.ts';
export { dayAfter, isTimeZone, LocalDays, machineZone } from './units/local-days.ts';
export {
  allocateUnits,
  nextGeneration,
  releaseUnits,
  renewUnits,
  UnitCounter,
  type UnitMemory,
} from './units/unit-counter.ts';
export { DEFAULT_UNITS, type Units } from './units/units.ts';
