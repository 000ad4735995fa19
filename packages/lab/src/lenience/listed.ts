/** What is listed and what is free, and how a client knows which of them it has got. */

/** Host of the listed page `/blocked/…` over HTTP. */
export const LISTED_HOST = 'mixed.test';
/** A listed host: its name in a hello is not to be reached. */
export const LISTED_NAME = 'blocked.test';
export const FREE_NAME = 'free.test';
/** What a client finds in the answer if the listed page was served. */
export const LISTED_PAGE = 'LISTED PAGE';
export const FREE_MARKER = 'FREE PAGE';
