export { NO_INSPECTOR, spawnBehindTraffic, throughOneCore } from './compile/behind-traffic.ts';
export { compileListFiles } from './compile/compiler.ts';
export { type CoveredForm, type CoveredKind, coverageOf, type ListCoverage } from './compile/coverage.ts';
export { exceptionsOf } from './compile/exceptions.ts';
export { loadList } from './compile/files.ts';
export { heapOption } from './compile/free-memory.ts';
export { type HashedList, hashRules } from './compile/hash-rules.ts';
export type { ListFile } from './compile/list-file.ts';
export { type FleetManifest, type Generation, MOST_STAGES, type RollOutStage, WHOLE_FLEET } from './fleet/manifest.ts';
export { openKept } from './fleet/open.ts';
export { FleetSecret, factsOf, type ListFacts } from './fleet/parcel.ts';
export {
  type FleetPublication,
  lastManifest,
  type Publisher,
  publishSnapshot,
  restage,
  type StoreFile,
} from './fleet/publish.ts';
export { generationFor, isComplete, placeInFleet, plannedStages, shareAt } from './fleet/roll-out.ts';
export { FleetStore } from './fleet/store.ts';
export { type FleetNode, type FleetOutcome, updateFleetNode } from './fleet/take.ts';
export { QUARANTINE_REASONS } from './guard/breadth.ts';
export { DEFAULT_CHANGE_BOUNDS, HOLD_REASONS, judgeSize, type SizeBounds } from './guard/change.ts';
export type { TrustPolicy } from './intake/believe.ts';
export { enforceList, releaseHeld, rollBackList, shadowList, takeAfterShadow } from './intake/decide.ts';
export type { ManagedList, UpdateOutcome } from './intake/managed-list.ts';
export {
  changeBy,
  expiryOf,
  isInShadow,
  type ListState,
  type SystemPerson,
  stateOf,
  waitsForTime,
  withoutReplacedHold,
} from './intake/state.ts';
export { fetchAndUpdate } from './intake/update.ts';
export { parseDelivery } from './parse/deliver.ts';
export { identityOf } from './parse/identity.ts';
export type { ListSummary, ParseOutcome, RefusedList } from './parse/list.ts';
export { type LoadedList, loadListFile } from './parse/load.ts';
export { readNeverBlock } from './parse/never-block.ts';
export type { DialectNote } from './report/dialect-notes.ts';
export { describeDialect, LIST_DIALECTS, type ListDialect } from './report/dialects.ts';
export { describePolicy, POLICY_RECORDS, type PolicyEffect, type PolicyRecord } from './report/policy.ts';
export { REJECTION_REASONS } from './report/reasons.ts';
export { describeRefusal, type ListRefusal, REFUSAL_REASONS, refuse } from './report/refusal.ts';
export { DEFAULT_TEST_ENTRY, type HashKey } from './settings/hash-key.ts';
export type { NeverBlock } from './settings/never-block.ts';
export {
  completeSettings,
  DEFAULT_BOUNDS,
  DEFAULT_LIST,
  DEFAULT_SEMANTICS,
  type Enforcement,
  LIST_FORMATS,
  type ListFormat,
  type ListSettings,
} from './settings/settings.ts';
export { digested } from './source/delivered.ts';
export { putHttps } from './source/put.ts';
export { DEFAULT_SCHEDULE, type Schedule, untilTimeOfDay, waitBeforeFetch } from './source/schedule.ts';
export type { FetchBounds, HttpsSource, Source } from './source/source.ts';
export { AllowRules } from './store/allow-rules.ts';
export { type AuditEvent, appendAudit, appendAudits, auditHistory, verifyAuditLog } from './store/audit-log.ts';
export { type DiskFailure, diskFailure } from './store/disk.ts';
export { StoreError } from './store/error.ts';
export { flock } from './store/flock.ts';
export { CREDENTIAL_NAME, deriveKey, type KeySource, readSecret } from './store/key.ts';
export { ListStore, type StoredDelivery } from './store/list-store.ts';
export { mustFindStore, withStoreLock } from './store/lock.ts';
export { readPkcs12 } from './trust/cms.ts';
export { writeEnvelope } from './trust/envelope.ts';
export { LIST_ID } from './trust/fields.ts';
export { keyId, type ListKeys, MOST_KEYS, makeKey, readKeys, writeKeys } from './trust/keys.ts';
export { describeManifest, judgeContent, judgeManifest, type Manifest } from './trust/manifest.ts';
