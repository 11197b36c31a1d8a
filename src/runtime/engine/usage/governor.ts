import type { Governance } from '../../kernel/index.ts';
import type { UsageGovernance } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { ZoneCalendar } from './calendar.ts';

type Ports = Pick<EnginePorts, 'clock' | 'disk' | 'usageGovernance'>;

/** What usage governance says now, as its part of the config reads and clocks show. */
export class Governor {
  private read: { readonly stamp: string; readonly config: UsageGovernance } | null = null;
  private calendar: ZoneCalendar | null = null;

  constructor(
    private readonly ports: Ports,
    private readonly config: string,
  ) {}

  /** Null = it is off. Throws `config_invalid` when the config cannot be read: a budget is not guessed. */
  now(): Governance | null {
    const { enabled, auto_resume, calendar_timezone, runtime_token_rules } = this.settings();
    if (!enabled) return null;
    if (this.calendar?.zone !== calendar_timezone) {
      this.calendar = new ZoneCalendar(calendar_timezone);
    }
    const { unknown_usage, estimated_stage_tokens, rules } = runtime_token_rules;
    return {
      auto_resume,
      rules: runtime_token_rules.enabled ? rules : [],
      unknown_usage,
      estimated_stage_tokens,
      calendar: this.calendar.at(this.ports.clock.now()),
    };
  }

  private settings(): UsageGovernance {
    const stat = this.ports.disk.stat(this.config);
    const stamp = `${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
    if (this.read?.stamp !== stamp) this.read = { stamp, config: this.ports.usageGovernance() };
    return this.read.config;
  }
}
