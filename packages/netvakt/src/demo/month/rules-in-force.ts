import { NO_RULES, type RuleCanary, type RulesFigures } from '@netvakt/metrics';

/** Returns the figures of rules that have been in force for both families since `began`, checked and tried by the canary each minute until `now`. */
export function rulesInForce(now: number, began: number): RulesFigures {
  const both = { ipv4: true, ipv6: true };
  const canary: RuleCanary = {
    attempts: Math.floor((now - began) / 60) + 1,
    failures: 0,
    success: true,
    lastSuccess: now,
  };
  const requests = { blocked: canary, free: canary };
  return {
    ...NO_RULES,
    wanted: both,
    inForce: both,
    lastCheck: now,
    canaryWanted: true,
    canary: { ipv4: requests, ipv6: requests },
  };
}
