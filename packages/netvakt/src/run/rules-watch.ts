import { FAMILIES, type FamilyName, lacksRules, NO_RULES, type RulesFigures } from '@netvakt/metrics';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { type InterceptionPlan, plannedFamilies } from '../export/nft/plan.ts';
import { managedPlan } from '../export/nft/plan-of-config.ts';
import { isInForce, machineSeconds, type RulesStatus, readStatus } from '../export/nft/status.ts';

/** How often the record is read, in milliseconds: some 1.5 kB, and 0.1 ms of the main thread. */
const LOOK = 2_000;

/** What a watch needs; tests give their own. */
export interface RulesWatchOptions {
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  readonly read?: (base: string) => Promise<RulesStatus | undefined>;
  /** Seconds since the machine was started. */
  readonly uptime?: () => number;
}

/**
 * Whether the rules are in force that lead connections here. This process may not list them (CAP_NET_ADMIN), so it reads what
 * `netvakt export nft` has recorded. After a reboot there is no record, and one that nobody renews stops counting.
 */
export class RulesWatch {
  readonly #options: Required<RulesWatchOptions>;
  #figures: RulesFigures = NO_RULES;
  #plan: InterceptionPlan | undefined;
  #base = '';
  #last: RulesStatus | undefined;
  #missing: boolean | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ log, now, read = readStatus, uptime = machineSeconds }: RulesWatchOptions) {
    this.#options = { log, now, read, uptime };
  }

  get figures(): RulesFigures {
    return this.#figures;
  }

  /** True while connections are to be led here by rules that are not in force. Never with `interception.rules: own`. */
  get missing(): boolean {
    return lacksRules(this.#figures);
  }

  /** From now on what `config` wants counts. Resolves after the first look. */
  async follow(config: Config): Promise<void> {
    this.#plan = managedPlan(config);
    this.#base = config.interception?.stateFolder ?? '';
    this.#timer ??= setInterval(() => void this.look(), LOOK).unref();
    await this.look();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Reads the record once. Never rejects. */
  async look(): Promise<void> {
    const plan = this.#plan;
    const status = plan === undefined ? undefined : await this.#options.read(this.#base);
    if (plan !== this.#plan) return; // a reload came meanwhile, with a look of its own
    // What was counted stays, should the record go.
    this.#last = status ?? this.#last;
    this.#figures = this.#figuresOf(plan, status);
    this.#report();
  }

  #figuresOf(plan: InterceptionPlan | undefined, status: RulesStatus | undefined): RulesFigures {
    if (plan === undefined) return NO_RULES;
    const uptime = this.#options.uptime();
    const wanted = plannedFamilies(plan);
    const last = this.#last;
    return {
      ...NO_RULES,
      wanted: byFamily((family) => wanted.includes(family)),
      inForce: byFamily((family) => status !== undefined && isInForce(status, family, uptime)),
      canaryWanted: plan.canary !== undefined,
      ...(last === undefined
        ? {}
        : {
            lastCheck: this.#options.now() - (uptime - last.checked),
            restored: last.restored,
            restoreFailures: last.failures,
            counted: last.counted,
            queues: last.queues,
            canary: byFamily((family) => ({ ...NO_RULES.canary[family], ...last.canary[family] })),
          }),
    };
  }

  #report(): void {
    const { log } = this.#options;
    const { missing } = this;
    if (missing === this.#missing || (this.#missing === undefined && this.#plan === undefined)) return;
    this.#missing = missing;
    const families = FAMILIES.filter((family) => this.#figures.wanted[family] && !this.#figures.inForce[family]);
    if (missing) {
      const remedy = 'systemctl enable --now netvakt-rules, or interception.rules: own if you load rules of your own';
      log.warn({ families, remedy }, 'the rules that lead connections here are not in force');
    } else log.info('the rules that lead connections here are in force');
  }
}

function byFamily<T>(of: (family: FamilyName) => T): Record<FamilyName, T> {
  return { ipv4: of('ipv4'), ipv6: of('ipv6') };
}
