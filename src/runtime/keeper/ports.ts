import type { Disk } from '../ports/disk.ts';
import type { Processes } from '../ports/processes.ts';
import type { Clock, Hash, Ids, Lock, Wake } from '../ports/small.ts';

export interface DurablePorts {
  readonly disk: Disk;
  readonly ids: Ids;
}

/** What it takes to claim or to judge an attempt. */
export interface ClaimPorts extends DurablePorts {
  readonly lock: Lock;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly hash: Hash;
}

export interface AttemptsPorts extends ClaimPorts {
  readonly wake: Wake;
}

export interface KeeperPorts extends AttemptsPorts {
  /** Lines for a person who reads the keeper's log. */
  readonly log: (line: string) => void;
  /** Called at named points, so that tests can end or delay the keeper there. */
  readonly at?: (point: string) => Promise<void>;
}
