import type { PageWords } from '../words.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { et } from './et.ts';
import { hr } from './hr.ts';
import { kk } from './kk.ts';
import { lt } from './lt.ts';
import { lv } from './lv.ts';
import { nl } from './nl.ts';
import { ru } from './ru.ts';
import { sv } from './sv.ts';

/** The languages of the pages, by their tags; the first is that of `index.html` unless another is asked for. */
export const PAGE_TEXTS: Readonly<Record<string, PageWords>> = { en, sv, lt, lv, et, nl, hr, de, kk, ru };
