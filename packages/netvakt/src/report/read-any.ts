import {
  type DocumentKind,
  definitionsSchema,
  type OperatorReport,
  type PublicKey,
  publicKeySchema,
  REPORT_KIND,
  readDocument,
  readSignedReport,
  reportOfCsv,
  STANDARD_DEFINITIONS,
  type UnitDefinitions,
} from '@netvakt/coalition';
import { reportError } from './failure.ts';
import { textOf } from './report-folder.ts';

/** What is needed to read a report that is not plain JSON. */
export interface ReadAnyOptions {
  /** Day that a table is taken to be made on, UTC. */
  readonly made: string;
  /** Definitions that a table may name by their digest, besides the standard ones. */
  readonly definitions?: UnitDefinitions | undefined;
  /** Whose signature a signed report must have. */
  readonly signer?: PublicKey | undefined;
}

const SIGNER_KIND: DocumentKind<PublicKey> = {
  name: 'public key',
  schema: publicKeySchema,
  mostLength: 1000,
  remedy: 'Print it on the machine that signs: netvakt report key',
};

const DEFINITIONS_KIND: DocumentKind<UnitDefinitions> = {
  name: 'document of definitions',
  schema: definitionsSchema,
  mostLength: 10_000,
  remedy: 'Print the standard ones: netvakt report show --definitions',
};

/** Reads the public key of a signer from a file. */
export async function readSigner(path: string): Promise<PublicKey> {
  return readDocument(await textOf(path), SIGNER_KIND);
}

/** Reads definitions from a file. */
export async function readDefinitions(path: string): Promise<UnitDefinitions> {
  return readDocument(await textOf(path), DEFINITIONS_KIND);
}

/** Reads a report by the ending of its name: `.json`, `.csv`, or `.jws` if the signer is known. */
export async function readAnyReport(path: string, options: ReadAnyOptions): Promise<OperatorReport> {
  const { made, definitions, signer } = options;
  const text = await textOf(path);
  if (path.endsWith('.jws')) {
    if (signer === undefined)
      throw reportError(`${path} is signed, and nobody is named whose signature counts`, 'Give --signer FILE');
    return readSignedReport(text, [signer]);
  }
  if (!path.endsWith('.csv')) return readDocument(text, REPORT_KIND);
  const known = definitions === undefined ? [STANDARD_DEFINITIONS] : [definitions, STANDARD_DEFINITIONS];
  return reportOfCsv(text, { definitions: known, made, software: 'table' });
}
