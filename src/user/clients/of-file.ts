import { isMillraceError, MillraceError } from '../../runtime/errors/errors.ts';
import { DiskFault, explainedElsewhere } from '../../runtime/ports/index.ts';

/** Work on a file of the user: whatever hinders is said of the file, which is left as it is. */
export function ofFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof DiskFault) {
      throw explainedElsewhere(`${path} was left as it is: ${wordsOf(thrown)}`, thrown, {
        expected: 'a file of this user, or none',
        next: 'Look at what lies there, or write the entry by hand (docs/guide/install.md).',
      });
    }
    if (!isMillraceError(thrown) || thrown.code !== 'config_invalid') throw thrown;
    throw new MillraceError('config_invalid', {
      ...thrown.facts,
      what: `${path}: ${thrown.facts.what}`,
    });
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  ELOOP: 'it is a symbolic link, and no link is written through',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read or write it',
  EROFS: 'its file system can only be read',
  ENOTDIR: 'something above it is no folder',
};

function wordsOf({ code }: DiskFault): string {
  return FAULTS[code] ?? `the system says ${code}`;
}
