export { canonicalJson } from './canonical.ts';
export { type Json, type JsonOutcome, jsonObject, parseStrictJson } from './strict.ts';
