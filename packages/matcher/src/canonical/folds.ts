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
/** Each escape of a character that may be plain in a path, once: "%2F" is '/', "%252F" stays. */
export const DECODE_ONCE = 4096;
/** The same, but for "%2F". */
export const DECODE_IN_SEGMENTS = 8192;
/** All other folds are of the primary form: a server parses a URL before it looks for a file. */
export const AFTER_PRIMARY = 16_384;

/** No fold: segments "." and "..", which are resolved in every form. */
export const DOT_SEGMENTS = 2048;

// Readings of whole kinds of servers. A fold that a server does not have can hide a page, too: "/a/x\y/..//b" is "/a/b" only if slashes
// are merged and '\' parts no segments. Neither one fold alone nor all of them together finds it.

/** Apache: it parts segments before it decodes. */
export const LITERAL_MERGED: number = LITERAL_BACKSLASH | MERGE_SLASHES | DECODE_IN_SEGMENTS;
/** nginx, lighttpd, Python and Node, with files. */
export const UNIX: number = LITERAL_BACKSLASH | MERGE_SLASHES | DECODE_ONCE;
/** Node, Deno and others with `new URL(target)`, and then as above. */
export const URL_THEN_UNIX: number = UNIX | AFTER_PRIMARY;
/** Containers of servlets. */
export const SERVLET: number = UNIX | DROP_PARAMETERS;
/** Servers on Windows. */
export const WINDOWS: number = DECODE_SEPARATORS | MERGE_SLASHES | DECODE_CODE_UNITS | TRIM_SEGMENTS;
