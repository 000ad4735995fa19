/**
 * What reading a datagram can come to, in addition to MORE (hold it: the hello goes on in another one) and WHOLE (a hello is to be
 * judged). Any result that is not negative is the code of a {@link QUIC_REASON}.
 */

/** Nothing in it is to be judged: it is not QUIC, no packet of it can carry a hello, or its hello has been judged and is free. */
export const QUIC_FREE = -6;
/** It belongs to a connection that is blocked, or was refused. */
export const QUIC_SHUT = -7;
