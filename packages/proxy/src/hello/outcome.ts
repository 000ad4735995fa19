/** What reading a client's first bytes can come to, in addition to the results of every reader. */

/** No TLS server would take these bytes for TLS. */
export const NOT_TLS = -4;
/** TLS, but in a hello of the SSLv2 form, without a server name. */
export const SSLV2 = -5;
