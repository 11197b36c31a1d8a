import { isAbsolute, normalize, resolve } from 'node:path';
import type { LaunchSpec } from '../../keeper/types.ts';
import { type Disk, DiskFault, type Machine } from '../../ports/index.ts';
import { programOf } from '../../runners/index.ts';

/** Where a shell looks when the environment has no PATH. */
const PATH_DEFAULT = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type FoundProgram =
  | { readonly is: 'yes'; readonly path: string }
  | { readonly is: 'missing' | 'folder' | 'not_executable' };

type Ports = { readonly disk: Disk; readonly machine: Machine };

/** The environment that a launch gives its harness. */
export function environmentOf(
  launch: LaunchSpec,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed = (launch.env_pass ?? []).flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...launch.env };
}

/** Finds the program as the shell that starts it will. Starts nothing. */
export function findProgram(
  ports: Ports,
  launch: LaunchSpec,
  { PATH = PATH_DEFAULT }: Readonly<Record<string, string>>,
): FoundProgram {
  const program = programOf(launch);
  const folders = PATH.split(':').filter((folder) => folder !== '');
  const candidates = isAbsolute(program)
    ? [normalize(program)]
    : program.includes('/')
      ? [resolve(launch.cwd, program)]
      : folders.map((folder) => `${folder}/${program}`);
  const path = candidates.find((one) => ports.machine.isProgram(one));
  if (path !== undefined) return { is: 'yes', path };
  const kinds = candidates.map((one) => kindOf(ports.disk, one));
  if (kinds.includes('file')) return { is: 'not_executable' };
  return { is: kinds.includes('dir') ? 'folder' : 'missing' };
}

/** What lies there, links followed. */
function kindOf(disk: Disk, path: string): string | null {
  try {
    const real = disk.realpath(path);
    return real === null ? null : (disk.stat(real)?.kind ?? null);
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}
