/**
 * The closed sets that the data plane counts by. A name here becomes a metric label, so no set ever takes a member from
 * the wire. The codes are array indices: dense, from zero, and stable within one version.
 */

/** How a request was seen. `http`: a request line in clear; `connect`: a CONNECT authority; `tls`: a ClientHello. */
export const PROTOCOL = { http: 0, connect: 1, tls: 2 } as const;
export type ProtocolCode = (typeof PROTOCOL)[keyof typeof PROTOCOL];

/** How a client's connection reached us. */
export const MODE = { explicit: 0, tproxy: 1, redirect: 2 } as const;
export type ModeCode = (typeof MODE)[keyof typeof MODE];
