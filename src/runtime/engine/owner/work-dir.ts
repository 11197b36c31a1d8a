import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

/** Where stages edit, as the config that counts says; looked for once for each config. */
export class FollowedWorkDir {
  private known: { readonly of: string | null | undefined; readonly path: string } | null = null;

  constructor(
    private readonly ports: Pick<EnginePorts, 'workDir'>,
    private readonly follower: Pick<Follower, 'config'>,
  ) {}

  now(): string {
    const { config } = this.follower;
    const of = config?.sha256;
    if (this.known === null || this.known.of !== of) {
      this.known = { of, path: this.ports.workDir(config?.bytes) };
    }
    return this.known.path;
  }
}
