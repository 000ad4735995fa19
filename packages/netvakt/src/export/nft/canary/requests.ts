/** What the canary asks for: the host that must be blocked, and one that must pass; over TLS, if that goes to a queue of packets. */
export const CANARY_REQUESTS = ['blocked', 'free', 'blocked-tls', 'free-tls'] as const;
export type CanaryRequest = (typeof CANARY_REQUESTS)[number];

/** Which of the two hosts a request is for. */
export type CanaryKind = 'blocked' | 'free';

export function kindOf(request: CanaryRequest): CanaryKind {
  return request === 'blocked' || request === 'blocked-tls' ? 'blocked' : 'free';
}

export function isOverTls(request: CanaryRequest): boolean {
  return request === 'blocked-tls' || request === 'free-tls';
}
