import type { EnginePorts, LoopSettings } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

/** How a loop behaves, as the config that counts says; read again when another one does. */
export class FollowedSettings {
  private read: LoopSettings | null = null;
  /** Digest of the config that they are from. */
  private of: string | null | undefined;

  constructor(private readonly ports: Pick<EnginePorts, 'loopSettings'>) {}

  /** As they were followed last; of the file, before. */
  get now(): LoopSettings {
    this.read ??= this.ports.loopSettings();
    return this.read;
  }

  follow({ config }: Pick<Follower, 'config'>): void {
    if (config !== undefined && config.sha256 === this.of) return;
    this.read = this.ports.loopSettings(config?.bytes);
    this.of = config?.sha256;
  }
}
