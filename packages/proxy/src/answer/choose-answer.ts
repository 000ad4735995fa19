import type { BlockAnswer, BlockPage, ReadyResponse } from '../settings/block-answer.ts';
import { chooseLanguage } from './accept-language.ts';

/** What is known of a blocked request that decides between answers. None of it is in the answer. */
export interface Reader {
  /** See `isPartOfPage`. */
  readonly part: boolean;
  /** See `languagesWanted`. */
  readonly languages: string;
}

/** The response for one blocked request. `now`: milliseconds since 1970. The bytes hold until the next call. */
export function chooseAnswer({ pages, part }: BlockAnswer, reader: Reader, now: number): ReadyResponse {
  if (reader.part) return part;
  const index = chooseLanguage(
    reader.languages,
    pages.map(({ language }) => language),
  );
  const page = pages[index] as BlockPage;
  writeDay(page, now);
  return page;
}

function writeDay({ body, daysAt }: BlockPage, now: number): void {
  if (daysAt.length === 0) return;
  const digits = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  for (const at of daysAt) for (let i = 0; i < digits.length; i += 1) body[at + i] = digits.charCodeAt(i);
}
