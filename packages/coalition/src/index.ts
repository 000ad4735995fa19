export { binLabel, type ComparedFigure, compareWithEdition } from './compare/compare.ts';
export { comparisonSeries } from './compare/series.ts';
export { digestOf } from './document/digest.ts';
export { CoalitionError, type CoalitionErrorCode, type CoalitionErrorDetails } from './document/error.ts';
export { checkDocument, type DocumentKind, readDocument } from './document/read.ts';
export { DirectoryStore } from './folder/directory.ts';
export type { ListedStore } from './folder/store.ts';
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
export { daysOfMonth, QUARTER_PATTERN, type Quarter, quarterOf, quartersBefore } from './indicator/quarter.ts';
export { INDICATORS, indicatorOf } from './indicator/table.ts';
export { EVERY, type FigureId, Layout } from './policy/layout.ts';
export {
  type Aggregator,
  type Member,
  POLICY,
  type Policy,
  type PolicyIndicator,
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
export { checkReport, type ReportExpectation } from './report/check.ts';
export { REPORT_COLUMNS, type ReportColumn } from './report/columns.ts';
export { type CsvContext, reportCsv, reportOfCsv } from './report/csv.ts';
export { dataPackage } from './report/data-package.ts';
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
export { MEMBER_ID, MOST_OBSERVATIONS, REPORT_KIND, reportJsonSchema, reportSchema } from './report/schema.ts';
export { readSignedReport, signReport } from './report/sign.ts';
export { emptyReport } from './report/template.ts';
export { reportJson, reportText } from './report/write.ts';
export { binOf, type OwnCell } from './seal/figures.ts';
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
export { type Collected, LEFT_OUT, type LeftOut, type LeftOutReason } from './sum/collect.ts';
export { EDITION_REASONS, type EditionReason } from './sum/documents.ts';
export {
  EDITION,
  type EditionFigure,
  type EditionPayload,
  openEdition,
  readEdition,
  type SignedEdition,
  signEdition,
} from './sum/edition.ts';
export { nextStep, type PartyFiles, type Step, type StepInput, type StepOutcome } from './sum/next-step.ts';
export { ratioText } from './sum/ratio.ts';
