import { MillraceError } from '../../errors/errors.ts';
import {
  type Governance,
  type Quota,
  type QuotaReadings,
  type State,
  USAGE_PAUSE,
} from '../../kernel/index.ts';
import type { UsageGovernance, WorkingHours } from '../../plan/index.ts';
import { HARNESSES } from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { ZoneCalendar } from './calendar.ts';
import { Hours, hoursWords } from './hours.ts';

type Ports = Pick<EnginePorts, 'clock' | 'disk' | 'env' | 'usageGovernance' | 'prices'>;
type QuotaRules = UsageGovernance['subscription_quota_rules'];

const NOTHING_KNOWN: QuotaReadings = { five_hour: null, weekly: null };

/** What usage governance says now, as its part of the config reads and clocks show. */
export class Governor {
  private read: { readonly stamp: string; readonly config: UsageGovernance } | null = null;
  private calendar: ZoneCalendar | null = null;
  private hours: Hours | null = null;
  private seen: { readonly at_ms: number; readonly readings: QuotaReadings } | null = null;

  constructor(
    private readonly ports: Ports,
    private readonly config: string,
  ) {}

  /** Null = it is off. Throws `config_invalid` when the config cannot be read: a budget is not guessed. */
  now(): Governance | null {
    const { enabled, auto_resume, calendar_timezone, working_hours, ...lists } = this.settings();
    const { runtime_token_rules, subscription_quota_rules } = lists;
    if (!enabled) return null;
    if (this.calendar?.zone !== calendar_timezone) {
      this.calendar = new ZoneCalendar(calendar_timezone);
    }
    const { enabled: counts, rules, ...unknown } = runtime_token_rules;
    if (counts && rules.some(({ metric }) => metric === 'cost_usd')) this.requirePrices();
    return {
      auto_resume,
      rules: counts ? rules : [],
      ...unknown,
      closed: this.closed(working_hours, calendar_timezone),
      quota: subscription_quota_rules.enabled ? this.quota(subscription_quota_rules) : null,
      calendar: this.calendar.at(this.ports.clock.now()),
    };
  }

  /** When telemetry is read again, in milliseconds since the epoch: it may end a pause. Infinity = never. */
  nextLook({ pauses }: Pick<State, 'pauses'>): number {
    const { enabled, subscription_quota_rules: rules } = this.settings();
    if (!enabled || !rules.enabled || !pauses.has(USAGE_PAUSE)) return Number.POSITIVE_INFINITY;
    return this.ports.clock.now() + rules.refresh_interval_seconds * 1000;
  }

  /** A budget in money is not guessed with prices that cannot be read. */
  private requirePrices(): void {
    const { problem } = this.ports.prices();
    if (problem === null) return;
    throw new MillraceError('config_invalid', {
      what: `what models cost is not known: ${problem}`,
      expected: 'prices as docs/guide/usage.md describes them, because a rule counts what is spent',
      next: 'fix the file, or take the rule out of millrace.toml, then call again',
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
    const { provider, degraded_policy, refresh_interval_seconds } = settings;
    const at_ms = this.ports.clock.monotonic();
    if (this.seen === null || at_ms - this.seen.at_ms >= refresh_interval_seconds * 1000) {
      this.seen = { at_ms, readings: this.readings(provider) };
    }
    const most = 100 - settings.keep_back_percent;
    const rules = settings.rules.map((rule) => {
      return { ...rule, pause_at_percent_used: Math.min(most, rule.pause_at_percent_used) };
    });
    return { rules, degraded_policy, readings: this.seen.readings };
  }

  private readings(provider: string): QuotaReadings {
    const { clock, disk, env } = this.ports;
    const source = HARNESSES.find(({ quota }) => quota?.provider === provider)?.quota;
    return source?.read(disk, env, clock.now()) ?? NOTHING_KNOWN;
  }

  private settings(): UsageGovernance {
    const stat = this.ports.disk.stat(this.config);
    const stamp = `${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
    if (this.read?.stamp !== stamp) this.read = { stamp, config: this.ports.usageGovernance() };
    return this.read.config;
  }
}
