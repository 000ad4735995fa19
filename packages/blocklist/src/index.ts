export { type AllowRule, AllowRules } from './allow/rules.ts';
export {
  type AuditAction,
  type AuditEvent,
  type AuditVerdict,
  appendAudit,
  auditHistory,
  verifyAuditLog,
} from './audit/log.ts';
export type { FileFacts } from './delivery/file.ts';
export type { FleetMembership } from './fleet/fit.ts';
export {
  type FleetDelta,
  type FleetManifest,
  type FleetMemory,
  type FleetObject,
  type Generation,
  MOST_STAGES,
  type RollOut,
  type Stage,
  WHOLE_FLEET,
} from './fleet/manifest.ts';
export { type OpenedKept, openKept } from './fleet/open.ts';
export { FleetSecret, factsOf, type ListFacts } from './fleet/parcel.ts';
export {
  lastManifest,
  type Publication,
  type Publisher,
  publishSnapshot,
  restage,
  type StoreFile,
} from './fleet/publish.ts';
export { generationFor, isComplete, placeInFleet, plannedStages, shareAt } from './fleet/roll-out.ts';
export { type FleetState, FleetStore, type KeptSnapshot } from './fleet/store.ts';
export { type FleetForm, type FleetNode, type FleetOutcome, updateFleetNode } from './fleet/take.ts';
export {
  type ChangeBounds,
  DEFAULT_CHANGE_BOUNDS,
  HOLD_REASONS,
  type HoldCause,
  type HoldReason,
} from './guard/change.ts';
export {
  type NeverBlock,
  NOTHING_PROTECTED,
  type ProtectionProblem,
  type ProtectionReason,
  readNeverBlock,
} from './guard/never-block.ts';
export { DEFAULT_TEST_ENTRY, type HashKey, hashUnder } from './hashed/hash.ts';
export { type HashedList, hashRules } from './hashed/write.ts';
export type { Delivery, TrustPolicy } from './intake/believe.ts';
export {
  enforceList,
  type ReleaseOutcome,
  type RollBack,
  releaseHeld,
  rollBackList,
  shadowList,
  takeAfterShadow,
} from './intake/decide.ts';
export {
  type Approval,
  expiryOf,
  type Hold,
  isInShadow,
  type ListState,
  type Shadow,
  stateOf,
  waitsForTime,
} from './intake/state.ts';
export { fetchAndUpdate, type ManagedList, type UpdateOutcome, updateList } from './intake/update.ts';
export type { Encoding } from './lines/decode.ts';
export { parseDelivery } from './list/deliver.ts';
export type { ListSummary, ParsedList, ParseOutcome, RefusedList } from './list/list.ts';
export { type LoadedList, type LoadProgress, loadListFile, type ProgressListener } from './list/load.ts';
export { parseBytes, parseList } from './list/parse.ts';
export type { ListCounts } from './report/counts.ts';
export { REJECTION_REASONS, type RejectionReason } from './report/reasons.ts';
export { describeRefusal, type ListRefusal, REFUSAL_REASONS, type RefusalReason } from './report/refusal.ts';
export type { Position, Tally } from './report/tally.ts';
export { QUARANTINE_REASONS, type QuarantineReason } from './rules/breadth.ts';
export {
  completeSettings,
  DEFAULT_BOUNDS,
  DEFAULT_LIST,
  DEFAULT_SEMANTICS,
  type Enforcement,
  LIST_FORMATS,
  type ListBounds,
  type ListFormat,
  type ListSettings,
  type PartialListSettings,
} from './settings/settings.ts';
export { spawnBehindTraffic, throughOneCore } from './snapshot/behind-traffic.ts';
export { type CompileSettings, compileLists } from './snapshot/compile.ts';
export { type CompileLimits, compileListFiles } from './snapshot/compiler.ts';
export {
  type CompiledList,
  type CompileOutcome,
  type CompileRequest,
  loadList,
} from './snapshot/files.ts';
export { heapOption } from './snapshot/free-memory.ts';
export type { ListFile } from './snapshot/list-file.ts';
export { type PutTarget, putHttps } from './source/put.ts';
export { DEFAULT_SCHEDULE, type Schedule, untilTimeOfDay, waitBeforeFetch } from './source/schedule.ts';
export type { FetchBounds, HttpsSource, Source } from './source/source.ts';
export { CREDENTIAL_NAME, deriveKey, type KeyOutcome, type KeySource, readSecret } from './store/key.ts';
export { type KeptDelivery, ListStore, type StoredDelivery } from './store/list-store.ts';
export { StoreLockedError, withStoreLock } from './store/lock.ts';
export { type CmsOutcome, type CmsTrust, openCms, readPkcs12 } from './trust/cms.ts';
export { judgeDetached } from './trust/detached.ts';
export { type SigningKey, writeEnvelope } from './trust/envelope.ts';
export { LIST_ID } from './trust/fields.ts';
export {
  describeKeys,
  type KeysOutcome,
  keyId,
  type ListKeys,
  MOST_KEYS,
  makeKey,
  readKeys,
  replaceKeys,
  writeKeys,
} from './trust/keys.ts';
export {
  describeManifest,
  judgeContent,
  judgeEntries,
  judgeManifest,
  type Manifest,
  type ManifestContext,
  type ManifestOutcome,
  type TrustMemory,
} from './trust/manifest.ts';
export { type OpenPgpOutcome, type OpenPgpTrust, openOpenPgp } from './trust/openpgp.ts';
export type { TrustFailure } from './trust/outcome.ts';
