import { ascii, equalsIgnoringCase, ListCursor } from '../bytes/text.ts';
import { FIELD } from '../head/field-names.ts';
import type { Request } from '../head/request.ts';

const NAVIGATIONS = ['document', 'iframe', 'frame'].map(ascii);
const HTML = ascii('text/html');
const ANYTHING = ascii('*/*');
const SEMICOLON = 0x3b;

const list = new ListCursor();

/**
 * True if the request is for an image, a style or another part of a page: nobody would see an explanation there.
 *
 * Browsers declare it in Sec-Fetch-Dest (Fetch Metadata), but not to plain-http sites; there an Accept that names types but
 * no HTML tells. In doubt it is a page: an explanation too many harms nobody. Only asked about blocked requests.
 */
export function isPartOfPage({ head, bytes }: Request): boolean {
  let part = false;
  for (let i = 0; i < head.fieldCount; i += 1) {
    const start = head.valueStart(i);
    const end = head.valueEnd(i);
    switch (head.field(i)) {
      case FIELD['sec-fetch-dest']:
        return !NAVIGATIONS.some((word) => equalsIgnoringCase(bytes, start, end, word));
      case FIELD['upgrade-insecure-requests']:
        return false;
      case FIELD.accept:
        part = !takesPages(bytes, start, end);
        break;
      default:
    }
  }
  return part;
}

function takesPages(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || equalsIgnoringCase(bytes, start, end, ANYTHING)) return true;
  list.over(bytes, start, end);
  let takes = false;
  while (list.next()) {
    let stop = list.start;
    while (stop < list.end && bytes[stop] !== SEMICOLON && bytes[stop] !== 0x20) stop += 1;
    takes ||= equalsIgnoringCase(bytes, list.start, stop, HTML);
  }
  return takes;
}
