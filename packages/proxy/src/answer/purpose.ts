import { ascii, equalsIgnoringCase } from '../bytes/text.ts';
import { FIELD } from '../head/field-names.ts';
import type { Request } from '../head/request.ts';
import { PURPOSE, type PurposeCode } from '../observe/vocabulary.ts';

const DOCUMENT = ascii('document');
const HTML = ascii('text/html');
const PREFETCH = ascii('prefetch');
const FAVICON = ascii('/favicon.ico');
const QUESTION_MARK = 0x3f;
const UNSTATED = -1;

/**
 * What a request in clear is for. Only asked about blocked ones.
 *
 *   prefetch   Sec-Purpose, Purpose or X-Moz begins with `prefetch` (prerendering sends it too): nobody has asked for it yet
 *   page       a GET or HEAD for a document: Sec-Fetch-Dest is `document`; if it is absent, as on all plain-http sites,
 *              Upgrade-Insecure-Requests is there or Accept begins with `text/html`; never `/favicon.ico`
 *   part       anything else
 */
export function purposeOf(request: Request): PurposeCode {
  const { head, bytes } = request;
  let purpose: number = UNSTATED;
  for (let i = 0; i < head.fieldCount; i += 1) {
    const stated = statedBy(head.field(i), bytes, head.valueStart(i), head.valueEnd(i));
    if (stated === PURPOSE.prefetch) return stated;
    // Sec-Fetch-Dest outweighs what merely hints.
    if (stated !== UNSTATED && (purpose === UNSTATED || head.field(i) === FIELD['sec-fetch-dest'])) purpose = stated;
  }
  const navigates = purpose === PURPOSE.page && (request.isGet || request.isHead) && !isFavicon(request);
  return navigates ? PURPOSE.page : PURPOSE.part;
}

/** The purpose in one field. */
function statedBy(field: number, bytes: Uint8Array, start: number, end: number): number {
  switch (field) {
    case FIELD['sec-purpose']:
    case FIELD.purpose:
    case FIELD['x-moz']:
      return begins(bytes, start, end, PREFETCH) ? PURPOSE.prefetch : UNSTATED;
    case FIELD['sec-fetch-dest']:
      return equalsIgnoringCase(bytes, start, end, DOCUMENT) ? PURPOSE.page : PURPOSE.part;
    case FIELD['upgrade-insecure-requests']:
      return PURPOSE.page;
    case FIELD.accept:
      return begins(bytes, start, end, HTML) ? PURPOSE.page : UNSTATED;
    default:
      return UNSTATED;
  }
}

function isFavicon({ bytes, target }: Request): boolean {
  let end = target.pathStart;
  while (end < target.pathEnd && bytes[end] !== QUESTION_MARK) end += 1;
  return equalsIgnoringCase(bytes, target.pathStart, end, FAVICON);
}

function begins(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  return end - start >= word.length && equalsIgnoringCase(bytes, start, start + word.length, word);
}
