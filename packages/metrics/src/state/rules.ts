import { FAMILIES, type FamilyName } from '../counters/layout.ts';
import type { KernelQueues } from './queues.ts';

/** What rules consist of, any of which may be lost. */
export const RULE_PARTS = ['ruleset', 'rule', 'route'] as const;
/** What rules count; see `netvakt_rules_packets_total`. */
export const RULE_ACTIONS = ['opened', 'taken', 'bypassed', 'exempted', 'quic', 'quic_answers', 'icmp_errors'] as const;
/** What the canary asks for through the rules; over TLS if that goes to a queue of packets. */
export const RULE_REQUESTS = ['blocked', 'free', 'blocked-tls', 'free-tls'] as const;

type ByFamily<T> = Readonly<Record<FamilyName, T>>;

/** What one kind of request came to. */
export interface RuleCanary {
  readonly attempts: number;
  readonly failures: number;
  readonly success: boolean;
  /** Unix seconds; 0 before the first. */
  readonly lastSuccess: number;
}

/** What was never asked over TLS is not there. */
type CanaryOfFamily = Readonly<Record<'blocked' | 'free', RuleCanary>> &
  Readonly<Partial<Record<(typeof RULE_REQUESTS)[number], RuleCanary>>>;

/** What is known of the rules that lead connections to this process. */
export interface RulesFigures {
  /** Families that the configuration wants led here, by rules that this process looks after. */
  readonly wanted: ByFamily<boolean>;
  /** Families for which the rules were in force when last looked at, not too long ago. */
  readonly inForce: ByFamily<boolean>;
  /** Unix seconds of the last look; 0 before the first. */
  readonly lastCheck: number;
  readonly restored: Readonly<Record<(typeof RULE_PARTS)[number], number>>;
  readonly restoreFailures: number;
  readonly counted: Readonly<
    Record<(typeof RULE_ACTIONS)[number], ByFamily<{ readonly packets: number; readonly bytes: number }>>
  >;
  /** What the kernel reported about the queues of packets at the last look; `undefined` if there is none. */
  readonly queues?: KernelQueues | undefined;
  readonly canaryWanted: boolean;
  readonly canary: ByFamily<CanaryOfFamily>;
}

const NEVER: RuleCanary = { attempts: 0, failures: 0, success: false, lastSuccess: 0 };
const NOTHING = byFamily({ packets: 0, bytes: 0 });

/** Nobody looks after rules, or nothing was seen of them yet. */
export const NO_RULES: RulesFigures = {
  wanted: byFamily(false),
  inForce: byFamily(false),
  lastCheck: 0,
  restored: { ruleset: 0, rule: 0, route: 0 },
  restoreFailures: 0,
  counted: {
    opened: NOTHING,
    taken: NOTHING,
    bypassed: NOTHING,
    exempted: NOTHING,
    quic: NOTHING,
    quic_answers: NOTHING,
    icmp_errors: NOTHING,
  },
  canaryWanted: false,
  canary: byFamily({ blocked: NEVER, free: NEVER }),
};

function byFamily<T>(value: T): ByFamily<T> {
  return { ipv4: value, ipv6: value };
}

/** True if a family is wanted for which there are no rules. */
export function lacksRules({ wanted, inForce }: RulesFigures): boolean {
  return FAMILIES.some((family) => wanted[family] && !inForce[family]);
}
