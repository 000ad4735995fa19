/** What an incremental reader comes to. Any result that is not negative is the code of a refusal. */

/** What is being read goes on in bytes that have not come yet. */
export const MORE = -1;
/** It is complete and has been read. */
export const WHOLE = -2;
/** A step's result: the next state may go on at once. Never seen outside a reader. */
export const ON = -3;
