export { digestOf } from './document/digest.ts';
export { CoalitionError, type CoalitionErrorCode, type CoalitionErrorDetails } from './document/error.ts';
export { checkDocument, type DocumentKind, readDocument } from './document/read.ts';
export { type Quarter, quarterOf } from './indicator/quarter.ts';
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
