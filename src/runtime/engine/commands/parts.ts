import type { Attempts } from '../../keeper/types.ts';
import type { PlanWatch } from '../plan/plan-watch.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** What commands are applied with. */
export interface CommandParts {
  readonly ports: EnginePorts;
  readonly watch: PlanWatch;
  readonly attempts: Attempts;
  /** The owner that stays, for commands that are meant for it; null for one of a call. */
  readonly loop: { readonly session: string; readonly stop: (now: boolean) => void } | null;
}
