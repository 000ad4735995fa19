/** What reading a client's first bytes can come to, beside the code of a refusal, which is never negative. */

/** The hello goes on in bytes that have not come yet. */
export const MORE = -1;
/** The hello is complete and has been read. */
export const WHOLE = -2;
/** Not over: the next byte may be read at once. Never seen outside. */
export const ON = -3;
/** No TLS server would take these bytes for TLS. */
export const NOT_TLS = -4;
/** TLS, but in a hello of the SSLv2 form, without a server name. */
export const SSLV2 = -5;
