/** JSON text -> a checked document. The one way in for every file that somebody else may have written. */
import { parseStrictJson } from '@netvakt/json';
import type { z } from 'zod';
import { CoalitionError } from './error.ts';

/** Faults that one message lists. A file of the wrong kind has one in every line. */
const MOST_FAULTS = 20;

/** In place of the name: it may hold a host, or a sequence that a terminal obeys. */
const NO_FIELD = 'has a field that is none';

/** What is read, to those who read messages about it. */
export interface FaultyKind {
  /** As in "a report": `report`. */
  readonly name: string;
  /** Text of more UTF-16 code units is not read. */
  readonly mostLength: number;
  /** Where a correct one comes from; a sentence. */
  readonly remedy: string;
}

/** A kind of JSON document. */
export interface DocumentKind<Document> extends FaultyKind {
  readonly schema: z.ZodType<Document>;
}

/**
 * Reads `text` as one document: JSON with unique names (RFC 7493) that fits the schema. Linear in the text.
 *
 * @throws CoalitionError ERR_DOCUMENT - names up to 20 faults by field; never quotes a value.
 */
export function readDocument<Document>(text: string, kind: DocumentKind<Document>): Document {
  if (text.length > kind.mostLength) throw faulty(kind, [`it has more than ${kind.mostLength} characters`]);
  const json = parseStrictJson(text.replace(/^\uFEFF/u, ''));
  if (!json.ok) throw faulty(kind, [`${json.reason} at character ${json.offset + 1}`]);
  return checkDocument(json.value, kind);
}

/** Checks a value that has been read already, as the payload of a signed file. Throws like {@link readDocument}. */
export function checkDocument<Document>(value: unknown, kind: DocumentKind<Document>): Document {
  const result = kind.schema.safeParse(value, { reportInput: false });
  if (result.success) return result.data;
  throw faulty(
    kind,
    result.error.issues.map(
      ({ code, path, message }) => `${fieldOf(path)}: ${code === 'unrecognized_keys' ? NO_FIELD : message}`,
    ),
  );
}

/** Returns the error for a file with faults. Lists up to 20 of them; at least one is given. */
export function faulty({ name, remedy }: FaultyKind, faults: readonly string[]): CoalitionError {
  const [first] = faults;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  const found = `This is no valid ${name}: ${first}${more}`;
  const listed = faults.slice(0, MOST_FAULTS);
  const rest = faults.length > MOST_FAULTS ? [`… and ${faults.length - MOST_FAULTS} more`] : [];
  return new CoalitionError('ERR_DOCUMENT', {
    found,
    remedy,
    reasons: [`This is no valid ${name}. ${remedy}`, ...listed, ...rest],
  });
}

/** `observations[3].status`; "the document" for its root. */
function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document';
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${nameOf(String(step))}`))
    .join('');
}

/** The names of a record are its writer's: see {@link NO_FIELD}. */
function nameOf(step: string): string {
  return /^[A-Za-z][\w-]{0,39}$/u.test(step) ? step : '…';
}
