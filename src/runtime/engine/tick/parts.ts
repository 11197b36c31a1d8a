import type { Attempts } from '../../keeper/types.ts';
import type { TrustGate } from '../harnesses/trust-gate.ts';
import type { IdeaInbox } from '../ideas/inbox.ts';
import type { FolderTimes } from '../intake/intake.ts';
import type { OwnerSession } from '../owner/session.ts';
import type { PlanWatch } from '../plan/plan-watch.ts';
import type { ConfigPart } from '../ports/config-part.ts';
import type { EnginePorts, WatcherSettings } from '../ports/engine-ports.ts';

/** What an owner works with, whether for one call or for as long as a loop runs. */
export interface TickParts {
  readonly ports: EnginePorts;
  readonly session: OwnerSession;
  readonly attempts: Attempts;
  readonly folders: FolderTimes;
  readonly ideas: IdeaInbox;
  readonly watchers: ConfigPart<WatcherSettings>;
  readonly watch: PlanWatch;
  /** Asked before a stage is started. */
  readonly trust: TrustGate;
}
