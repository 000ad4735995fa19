export { capacityOf, openFilesFor, openFilesLimit } from './accept/capacity.ts';
export type { ListenerAddress } from './accept/listener.ts';
export { type BlockPageWords, renderBlockAnswer } from './answer/block-page.ts';
export {
  type BlockPageParts,
  blockedByField,
  blockPage,
  escapeHtml,
  readyResponse,
  styleSource,
} from './answer/ready-response.ts';
export { addressOf, type IpAddress } from './decide/address.ts';
export { Destinations, ownAddresses } from './decide/destinations.ts';
export { hashTextUnder } from './decide/hash-text.ts';
export { type Prefix, prefixOf } from './decide/prefix-table.ts';
export { listenerMigration } from './linux/listener-migration.ts';
export { namespaceCookie } from './linux/namespace-cookie.ts';
export { enterNetworkNamespace } from './linux/network-namespace.ts';
export { type ServiceManager, serviceManager } from './linux/service-manager.ts';
export { sendUnixDatagram } from './linux/unix-datagram.ts';
export { type ProxyObserver, SILENT } from './observe/observer.ts';
export { PROBE_SLOT } from './observe/probe-slot.ts';
export { QUIC_REASON, type QuicReason, type QuicReasonCode } from './observe/quic-reason.ts';
export { REFUSAL, type RefusalCode, type RefusalReason } from './observe/refusal.ts';
export { Sighting } from './observe/sighting.ts';
export {
  ANSWER,
  type AnswerCode,
  type ConnectionRejectionReason,
  DIRECTION,
  type DirectionCode,
  FAMILY,
  type FamilyCode,
  MODE,
  type ModeCode,
  PACKET_DROP,
  PACKET_OUTCOME,
  type PacketDropCode,
  type PacketOutcomeCode,
  PROTOCOL,
  type ProtocolCode,
  PURPOSE,
  type PurposeCode,
  REJECTION,
  type RejectionCode,
  UNINSPECTABLE,
  type UninspectableCode,
  type UninspectableReason,
  UPSTREAM_FAILURE,
  type UpstreamFailureCode,
  type UpstreamFailureReason,
} from './observe/vocabulary.ts';
export { ExemptionTable, type ExemptRange, NEVER_FILTERED, NO_EXEMPTIONS, NOT_LISTED } from './policy/exemptions.ts';
export { type BlockAnswer, type BlockPage, DAY, type ReadyResponse } from './settings/block-answer.ts';
export { DEFAULT_LIMITS, type Limits, PSEUDONYM } from './settings/limits.ts';
export type {
  DataPlaneSettings,
  DestinationSettings,
  ListenerSettings,
  MarketPrefix,
  NameSource,
  OverloadPolicy,
  PacketSettings,
  ReloadableSettings,
  StaticHost,
} from './settings/settings.ts';
export { SettingsError } from './settings/settings-error.ts';
export type { WorkerEvent } from './supervise/crew.ts';
export { DataPlane, type DataPlaneOptions, type DrainReport, type Publication } from './supervise/data-plane.ts';
export type { FromWorker, ToWorker, WorkerPort, WorkerStart } from './supervise/messages.ts';
export { serveDataPlane } from './supervise/serve.ts';
export { UNSERVED, type Unserved } from './supervise/unserved-clock.ts';
