import { relative, resolve } from 'node:path';
import type { LaunchSpec } from '../../keeper/types.ts';
import { isCommandRunner, type PlanNode, type RunnerConfig } from '../../plan/index.ts';
import { type Disk, DiskFault, type Hash, type TrustItem } from '../../ports/index.ts';
import { readHead } from '../ports/read-head.ts';
import { type LookPorts, NO_ATTEMPT, sampleLaunch } from './inspect.ts';

/** Of a file that is longer, what follows does not count. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;
const WORDS_MAX = 256;

type Ports = Pick<LookPorts, 'env' | 'self'> & { readonly disk: Disk; readonly hash: Hash };

/** A stage, and what runs it. */
export interface StageRunner {
  readonly config: RunnerConfig;
  readonly node: PlanNode;
}

/**
 * Files of the workspace that the commands of a plan name, by their content: what a runner starts is
 * decided there as well. A file that a program reads by itself, or that stands inside a longer
 * word, is not seen.
 */
export class OwnFiles {
  /** Digest of each file by the stamp that it had. */
  private readonly digests = new Map<string, { readonly stamp: string; readonly sha256: string }>();

  constructor(private readonly ports: Ports) {}

  items(paths: readonly string[], root: string): TrustItem[] {
    return paths.flatMap((path) => {
      const sha256 = this.digest(path);
      if (sha256 === null) return [];
      const name = relative(root, path);
      return [{ kind: 'files', name, sha256, line: name, text: null, shipped: false } as const];
    });
  }

  /** What a stage may name, whether it is there or not: absolute, and below the workspace. */
  paths(stages: readonly StageRunner[], work_dir: string, root: string): string[] {
    const found = new Set<string>();
    for (const { config, node } of stages) {
      const launch = sampleLaunch(this.ports, config, node, { ...NO_ATTEMPT, work_dir });
      for (const path of launch === null ? [] : named(launch, isCommandRunner(config))) {
        if (path.startsWith(`${root}/`)) found.add(path);
      }
    }
    return [...found].sort();
  }

  /** A link counts by where it leads and by what is there. Null = no file, or none that can be read. */
  private digest(path: string): string | null {
    const { disk, hash } = this.ports;
    try {
      const real = disk.realpath(path);
      const stat = real === null ? null : disk.stat(real);
      if (real === null || stat?.kind !== 'file') return null;
      const stamp = `${real} ${stat.inode} ${stat.size_bytes} ${stat.mtime_ms}`;
      const known = this.digests.get(path);
      if (known?.stamp === stamp) return known.sha256;
      const bytes = readHead(disk, real, FILE_BYTES_MAX) ?? new Uint8Array();
      const where = real === path ? '' : real;
      const sha256 = hash.sha256(`${where} ${stat.size_bytes} ${hash.sha256(bytes)}`);
      this.digests.set(path, { stamp, sha256 });
      return sha256;
    } catch (error) {
      if (error instanceof DiskFault) return null;
      throw error;
    }
  }
}

/**
 * Words of the command as paths, also behind the sign of an option. Without a slash a program is
 * looked for elsewhere; of a known harness such a word is no file.
 */
function named({ argv, cwd }: LaunchSpec, isOwnAgent: boolean): string[] {
  const [program = '', ...args] = argv.slice(0, WORDS_MAX);
  const isPath = (word: string) => word.includes('/');
  const files = args.flatMap((word) => [word, word.replace(/^[^=]*=/, '')]).filter(Boolean);
  const words = [program, ...files].filter((word, at) => isPath(word) || (isOwnAgent && at > 0));
  return words.map((word) => resolve(cwd, word));
}
