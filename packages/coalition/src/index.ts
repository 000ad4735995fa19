export { binLabel, type ComparedFigure, compareWithEdition } from './compare/compare.ts';
export { COMPARISON, type ComparisonDocument, type ComparisonRow, comparisonDocument } from './compare/document.ts';
export { type ComparedEndings, comparedEndings, endingsNote } from './compare/endings.ts';
export { comparisonSeries } from './compare/series.ts';
export { digestOf } from './document/digest.ts';
export { CoalitionError, type CoalitionErrorCode, type CoalitionErrorDetails } from './document/error.ts';
export { NAME_FORM, nameSchema } from './document/name.ts';
export { checkDocument, type DocumentKind, readDocument } from './document/read.ts';
export { DirectoryStore } from './folder/directory.ts';
export { FileIndex, type IndexedFile } from './folder/file-index.ts';
export { filePlace, noticePath, type Place, type Readers, type Writers, witnessPath } from './folder/layout.ts';
export { mayRead, mayWrite } from './folder/may.ts';
export { keepEvidence, recall, remember } from './folder/memory.ts';
export {
  everybodyOf,
  groupsOf,
  type Parties,
  type Party,
  type PolicyParties,
  partiesOf,
  partyWith,
  trustOf,
} from './folder/parties.ts';
export { type Recorded, type RecordSettings, recordFiles } from './folder/record.ts';
export { type RemoteSettings, RemoteStore } from './folder/remote.ts';
export { type NoticesFound, noticesIn } from './folder/sightings.ts';
export type { CreateOutcome, FileStore, ListedStore, StoredFile } from './folder/store.ts';
export { fetchFiles, fetchPolicies, type SyncSettings, sendFiles } from './folder/sync.ts';
export { type FolderHistory, type FolderReading, verifyFolder } from './folder/verify.ts';
export { isWitnessedBy, type WitnessSettings, witness } from './folder/witness.ts';
export {
  definitionsDiffer,
  definitionsDigest,
  definitionsSchema,
  INDICATORS_DIGEST,
  STANDARD_DEFINITIONS,
  type UnitDefinitions,
} from './indicator/definitions.ts';
export {
  INDICATOR_GROUPS,
  INDICATOR_UNITS,
  type Indicator,
  type IndicatorForm,
  type IndicatorGroup,
  type IndicatorUnit,
  SHOWN_PER,
} from './indicator/indicator.ts';
export {
  daysOfMonth,
  QUARTER_NAME,
  type Quarter,
  quarterOf,
  quarterOfDay,
  quartersBefore,
  quartersBetween,
} from './indicator/quarter.ts';
export { indicatorsReference } from './indicator/reference.ts';
export { INDICATORS, indicatorOf } from './indicator/table.ts';
export { appendToLog, type LogKeeper } from './log/append.ts';
export { type Checkpoint, type Cosignature, parseCheckpoint, type TreeHead } from './log/checkpoint.ts';
export { LOG_KINDS, type LogEntry, type LogKind } from './log/entry.ts';
export type { LogFault, LogFaultCode } from './log/fault.ts';
export type { LogFiles, WritableLogFiles } from './log/files.ts';
export {
  formatVerifierKey,
  type NoteKey,
  type NoteKeyType,
  type NoteSignature,
  noteKey,
  parseVerifierKey,
  type SignedNote,
} from './log/note.ts';
export type { LogReading, LogTrust } from './log/read.ts';
export { type KeptLog, type LogHistory, verifyLog, type WitnessedCheckpoint } from './log/verify.ts';
export { type MispEvent, type MispManifest, mispEvent, mispManifest } from './notice/misp.ts';
export { isExpired, type Notice, noticeDocument } from './notice/notice.ts';
export type { SharedNotice } from './notice/shared-notice.ts';
export {
  NOTICE_BYTES,
  noticeId,
  type RemarkType,
  readNotice,
  readRemark,
  type SignedNotice,
  signNotice,
  signRemark,
} from './notice/signed.ts';
export { type StixDocument, type StixObject, stixDocument } from './notice/stix.ts';
export { textOfNotice } from './notice/text.ts';
export {
  codesOf,
  mayReach,
  NOTICE_CODES,
  NOTICE_KINDS,
  NOTICE_TRENDS,
  NOTICE_UNITS,
  type NoticeKind,
  type NoticeTrend,
  type NoticeUnit,
  sentenceOf,
  TLP_LABELS,
  type TlpLabel,
} from './notice/vocabulary.ts';
export { EVERY, type FigureId, Layout } from './policy/layout.ts';
export {
  type Aggregator,
  type CoalitionMember,
  type CoalitionPolicy,
  POLICY,
  type PolicyIndicator,
  policyJsonSchema,
  type SumMode,
} from './policy/policy.ts';
export {
  checkSealKey,
  generateOpeningKey,
  type OpeningKey,
  openingKeySchema,
  type SealKey,
  sealKeySchema,
  sealPart,
} from './policy/seal-key.ts';
export { mergeSignatures, readDraft, readPolicy, type SignedPolicy, signPolicy } from './policy/signed-policy.ts';
export { type Interval, intervalOf, type Margins, withMargins } from './release/margins.ts';
export { type SuppressionRule, suppress } from './release/suppress.ts';
export { checkReport, type ReportExpectation } from './report/check.ts';
export { REPORT_COLUMNS, type ReportColumn } from './report/columns.ts';
export {
  CONFORMANCE_DAY,
  type ConformanceCase,
  type ConformanceVerdict,
  conformanceCases,
} from './report/conformance.ts';
export { type CsvContext, reportCsv, reportOfCsv } from './report/csv.ts';
export { dataPackage } from './report/data-package.ts';
export { endingsIn, REPORTED_ENDINGS, type ReportedEnding } from './report/endings.ts';
export { placeOf, REPORT_FAULTS, type ReportFault, type ReportFaultCode, type ReportQuestion } from './report/fault.ts';
export { HISTORY_QUARTERS, questionsAbout } from './report/questions.ts';
export {
  OBSERVATION_STATUS,
  type Observation,
  type ObservationStatus,
  type OperatorReport,
  REPORT_SCHEMA_ID,
  REPORT_TYPE,
  REVISION_REASONS,
  type RevisionReason,
} from './report/report.ts';
export { MOST_OBSERVATIONS, REPORT_KIND, reportJsonSchema, reportSchema } from './report/schema.ts';
export { readSignedReport, signReport } from './report/sign.ts';
export { emptyReport } from './report/template.ts';
export { reportJson, reportText } from './report/write.ts';
export { binOf, type OwnCell } from './seal/figures.ts';
export {
  type CommitmentOpening,
  OPENING,
  type OpenedCommitment,
  openingOf,
  verifyOpening,
} from './seal/opening.ts';
export {
  checkQuarter,
  makeSubmission,
  RECORD,
  type SubmissionInput,
  type SubmissionRecord,
} from './seal/submission.ts';
export {
  checkKey,
  generateKey,
  type PrivateKey,
  type PublicKey,
  privateKeySchema,
  publicKeySchema,
  publicPart,
} from './signature/key.ts';
export { signDocument } from './signature/sign.ts';
export { type Expected, type Verified, verifyDocument } from './signature/verify.ts';
export {
  type Collected,
  collectSubmissions,
  LEFT_OUT,
  type LeftOutFile,
  type LeftOutReason,
  type OpenedSubmission,
} from './sum/collect.ts';
export { EDITION_REASONS, type EditionReason } from './sum/documents.ts';
export {
  EDITION,
  type EditionFigure,
  type EditionPayload,
  editionJsonSchema,
  openEdition,
  readEdition,
  type SignedEdition,
  signEdition,
} from './sum/edition.ts';
export { editionCsv, isTableOf } from './sum/edition-csv.ts';
export { nextStep, type PartyFiles, type Step, type StepInput, type StepOutcome } from './sum/next-step.ts';
export { ratioText } from './sum/ratio.ts';
export { readSurvey, type Survey, type SurveyRow, surveyRowJsonSchema } from './survey/survey.ts';
