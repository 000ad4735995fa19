/** What a kind of server makes of a path: the steps that a form consists of (forms.ts). */

/** One bit a fold. */
export const DECODE_ALL = 1;
export const LITERAL_BACKSLASH = 2;
export const CUT_AT_NUL = 4;
export const DECODE_OVERLONG = 8;
export const DECODE_SEPARATORS = 16;
export const DROP_PARAMETERS = 32;
export const MERGE_SLASHES = 64;
export const DECODE_CODE_UNITS = 128;
export const TRIM_SEGMENTS = 256;
/** Of path and query as they came: see {@link Target.writeForm}. */
export const CUT_AT_BLANK = 512;
export const WITHOUT_AUTHORITY = 1024;

/** No fold: segments "." and "..", which are resolved in every form. */
export const DOT_SEGMENTS = 2048;
