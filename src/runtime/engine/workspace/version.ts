import { MillraceError } from '../../errors/errors.ts';
import type { Holder } from './lock.ts';

/** `1.10.0` is newer than `1.9.2`; what stands behind a hyphen is older than the release itself. */
export function isOlder(version: string, other: string): boolean {
  const [mine, theirs] = [parts(version), parts(other)];
  if (mine === null || theirs === null) return false;
  for (let at = 0; at < mine.length; at += 1) {
    const difference = (mine[at] ?? 0) - (theirs[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/**
 * A client may read what a later release wrote, but it does not know what that release expects of
 * a command.
 */
export function requireNoOlderThan(version: string, holder: Holder): void {
  if (!isOlder(version, holder.version)) return;
  throw new MillraceError('client_outdated', {
    what: `This client is release ${version}, and the loop of this workspace runs release ${holder.version}`,
    expected: `release ${holder.version} or later for commands; status and traces work with both`,
    next: `update Millrace here to ${holder.version} and start this client again`,
  });
}

function parts(version: string): number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)(-.*)?$/.exec(version);
  if (found === null) return null;
  const [, major, minor, patch, early] = found;
  return [Number(major), Number(minor), Number(patch), early === undefined ? 1 : 0];
}
