import { MillraceError } from '../../errors/errors.ts';
import {
  type Governance,
  isUsagePause,
  type Quota,
  type QuotaReadings,
  type State,
  type Subscription,
} from '../../kernel/index.ts';
import {
  nodesOf,
  type TokenRule,
  type UsageGovernance,
  type WorkingHours,
} from '../../plan/index.ts';
import { HARNESSES, harnessOf } from '../../runners/index.ts';
import type { EnginePorts, PriceList } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { type AccountPorts, AccountUsage, type OwnWorkspace } from './account.ts';
import { ZoneCalendar } from './calendar.ts';
import { Hours, hoursWords } from './hours.ts';

export type GovernorPorts = AccountPorts & Pick<EnginePorts, 'env' | 'usageGovernance' | 'prices'>;
type Follows = Pick<Follower, 'config' | 'layout' | 'index'>;
type QuotaRules = UsageGovernance['subscription_quota_rules'];
type Readings = Map<string, QuotaReadings>;

/** A stage of another workspace may end at any time, and with it what it has reserved. */
const OTHERS_LOOK_MS = 15_000;
const NOTHING_KNOWN: QuotaReadings = { five_hour: null, weekly: null };

/** A workspace without rules of its own, whose user has a budget for all of them. */
const UNGOVERNED: Omit<Governance, 'account'> = {
  auto_resume: true,
  rules: [],
  unknown_usage: 'count_as_estimate',
  estimated_stage_tokens: 1,
  estimated_stage_cost_usd: 1,
  closed: null,
  quota: null,
  calendar: { day: { from_ms: 0, to_ms: 0 }, week: { from_ms: 0, to_ms: 0 } },
};

/** What usage governance says now, as its part of the config reads and clocks show. */
export class Governor {
  readonly account: AccountUsage;
  private read: { readonly stamp: string; readonly config: UsageGovernance } | null = null;
  private calendar: ZoneCalendar | null = null;
  private hours: Hours | null = null;
  private seen: { readonly at_ms: number; readonly readings: Readings } | null = null;

  constructor(
    private readonly ports: GovernorPorts,
    private readonly follower: Follows,
    own: OwnWorkspace,
  ) {
    this.account = new AccountUsage(ports, own);
  }

  /** Null = it is off. Throws `config_invalid` when the config cannot be read: a budget is not guessed. */
  now(): Governance | null {
    const { enabled, auto_resume, calendar_timezone, working_hours, ...lists } = this.settings();
    const { runtime_token_rules, subscription_quota_rules } = lists;
    const account = this.account.facts();
    this.requirePrices(account?.rules);
    if (!enabled) return account === null ? null : { ...UNGOVERNED, account };
    if (this.calendar?.zone !== calendar_timezone) {
      this.calendar = new ZoneCalendar(calendar_timezone);
    }
    const { enabled: counts, rules, ...unknown } = runtime_token_rules;
    if (counts) this.requirePrices(rules);
    return {
      auto_resume,
      account,
      rules: counts ? rules : [],
      ...unknown,
      closed: this.closed(working_hours, calendar_timezone),
      quota: subscription_quota_rules.enabled ? this.quota(subscription_quota_rules) : null,
      calendar: this.calendar.at(this.ports.clock.now()),
    };
  }

  /**
   * When telemetry, or what other workspaces say, is read again, in milliseconds since the epoch: it may
   * end a pause. Infinity = never.
   */
  nextLook({ pauses }: Pick<State, 'pauses'>): number {
    const { enabled, subscription_quota_rules: rules } = this.settings();
    const held = [...pauses].filter(([source]) => isUsagePause(source));
    if (held.length === 0) return Number.POSITIVE_INFINITY;
    const blockers = held.flatMap(([, pause]) => pause.blockers ?? []);
    const isOthers = blockers.some(({ source }) => source === 'account_budget');
    const ms = [
      ...(enabled && rules.enabled ? [rules.refresh_interval_seconds * 1000] : []),
      ...(isOthers ? [OTHERS_LOOK_MS] : []),
    ];
    return this.ports.clock.now() + Math.min(Number.POSITIVE_INFINITY, ...ms);
  }

  /** What models cost, as the config says that counts. */
  prices(): PriceList {
    return this.ports.prices(this.follower.config?.bytes);
  }

  /** A budget in money is not guessed with prices that cannot be read. */
  private requirePrices(rules: readonly Pick<TokenRule, 'metric'>[] = []): void {
    if (!rules.some(({ metric }) => metric === 'cost_usd')) return;
    const { problem } = this.prices();
    if (problem === null) return;
    throw new MillraceError('config_invalid', {
      what: `what models cost is not known: ${problem}`,
      expected: 'prices as docs/guide/usage.md describes them, because a rule counts what is spent',
      next: 'fix the file, or take the rule out, then call again',
    });
  }

  private closed(hours: readonly WorkingHours[], zone: string): Governance['closed'] {
    if (hours.length === 0) return null;
    if (this.hours?.hours !== hours || this.hours.zone !== zone)
      this.hours = new Hours(hours, zone);
    const until_ms = this.hours.closedUntil(this.ports.clock.now());
    return until_ms === null ? null : { until_ms, hours: `${hoursWords(hours)} (${zone})` };
  }

  private quota(settings: QuotaRules): Quota {
    const { degraded_policy, refresh_interval_seconds } = settings;
    const at_ms = this.ports.clock.monotonic();
    if (this.seen === null || at_ms - this.seen.at_ms >= refresh_interval_seconds * 1000) {
      this.seen = { at_ms, readings: new Map() };
    }
    const { readings } = this.seen;
    const most = 100 - settings.keep_back_percent;
    const rules = settings.rules.map((rule) => {
      const pause_at_percent_used = Math.min(most, rule.pause_at_percent_used);
      return { ...rule, provider: rule.provider ?? settings.provider, pause_at_percent_used };
    });
    const providers = [...new Set(rules.map(({ provider }) => provider))];
    const subscriptions = providers.map((provider): Subscription => {
      const read = readings.get(provider) ?? this.readings(provider);
      readings.set(provider, read);
      const own = rules.filter((rule) => rule.provider === provider);
      return { provider, rules: own, readings: read, runners: this.runnersOf(provider) };
    });
    return { degraded_policy, subscriptions };
  }

  /** Null where no runner of the plan is known to draw on it, or all of them do. */
  private runnersOf(provider: string): readonly string[] | null {
    const { plan } = this.follower.index ?? {};
    if (plan === undefined) return null;
    const names = nodesOf(plan.graphs_by_plane).map(({ runner_name }) => runner_name);
    const used = [...new Set(names)];
    const drawing = used.filter((name) => {
      const runner = plan.runners[name];
      return runner !== undefined && harnessOf(runner)?.quota?.provider === provider;
    });
    return drawing.length === 0 || drawing.length === used.length ? null : drawing;
  }

  private readings(provider: string): QuotaReadings {
    const { clock, disk, env, state_home } = this.ports;
    const source = HARNESSES.find(({ quota }) => quota?.provider === provider)?.quota;
    return source?.read({ disk, env, state_home, now_ms: clock.now() }) ?? NOTHING_KNOWN;
  }

  private settings(): UsageGovernance {
    const { config } = this.follower;
    const stamp = config === undefined ? this.fileStamp() : (config.sha256 ?? 'no file');
    if (this.read?.stamp !== stamp) {
      this.read = { stamp, config: this.ports.usageGovernance(config?.bytes) };
    }
    return this.read.config;
  }

  /** Before any record says which config counts, its file does. */
  private fileStamp(): string {
    const stat = this.ports.disk.stat(this.follower.layout.config);
    return `${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
  }
}
