import type { Words } from '../../config/schema/page-file.ts';
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

/** The languages that come with the filter, by their tags; English, which most readers can make something of, is first. */
export const TEXTS: Readonly<Record<string, Words>> = { en, sv, lt, lv, et, nl, hr, de, kk, ru };
