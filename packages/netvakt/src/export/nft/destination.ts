import type { InterceptionPlan } from './plan.ts';

/** The condition on family and destination of what is led to the filter, with a blank behind it. */
export function reached({ reach }: InterceptionPlan, family: 'ip' | 'ip6'): string {
  const version = family === 'ip' ? 4 : 6;
  return reach === 'suspects' ? `${family} daddr @suspects${version} ` : `meta nfproto ipv${version} `;
}
