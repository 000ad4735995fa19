export { digestOf } from './document/digest.ts';
export { CoalitionError, type CoalitionErrorCode, type CoalitionErrorDetails } from './document/error.ts';
export { checkDocument, type DocumentKind, readDocument } from './document/read.ts';
export { type Quarter, quarterOf } from './indicator/quarter.ts';
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
export { readDraft, readPolicy, type SignedPolicy, signPolicy } from './policy/signed-policy.ts';
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
