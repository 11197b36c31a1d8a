import { hostname } from 'node:os';
import { MillraceError } from '../errors/errors.ts';
import type { Processes } from '../ports/processes.ts';
import type { Lock } from '../ports/small.ts';
import { LinuxProcesses } from './linux-processes.ts';
import { KernelLock } from './lock.ts';
import { MacLock } from './mac-lock.ts';
import { MacProcesses } from './mac-processes.ts';

/** What is different from one system to another. */
export interface System {
  readonly lock: Lock;
  readonly processes: Processes;
}

/** Throws `platform_not_supported` where locks and processes are not known. */
export function systemOf(platform: string): System {
  if (platform === 'linux') return { lock: new KernelLock(), processes: new LinuxProcesses() };
  if (platform === 'darwin') return { lock: new MacLock(), processes: new MacProcesses() };
  throw new MillraceError('platform_not_supported', {
    what: `Millrace does not know how ${platform} locks files and shows its processes`,
    expected: 'Linux, the Linux subsystem of another system, or macOS',
    next: 'run Millrace on Linux, in a container or in WSL',
  });
}

/** Name of this machine, for people; it decides nothing. */
export function hostName(): string {
  return hostname();
}
