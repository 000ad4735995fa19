/** What the canary asks for: the host that must be blocked, and one that must pass. */
export const CANARY_REQUESTS = ['blocked', 'free'] as const;
export type CanaryRequest = (typeof CANARY_REQUESTS)[number];
