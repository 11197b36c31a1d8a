import { MillraceError } from '../errors/errors.ts';
import { type Layout, PLACES } from '../workspace/index.ts';
import type { EarlierFiles } from './files.ts';
import { type EarlierManifest, earlierManifest } from './formats.ts';

const OLDEST_MINOR = 16;
const NEWEST_MINOR = 21;
const RELEASE = /^0\.(\d{1,4})(?:\.[0-9A-Za-z.+-]{1,40})?$/;

export interface Release {
  /** Null where no manifest says it. */
  readonly name: string | null;
  readonly manifest: EarlierManifest | null;
}

/** Which release made it. Refuses what no code here has read the format of. */
export function releaseOf(files: EarlierFiles, layout: Layout): Release {
  const manifest = files.json(PLACES.manifest, earlierManifest);
  if (manifest === null) return { name: null, manifest: null };
  const name = manifest.seed_package_version;
  const minor = Number(RELEASE.exec(name)?.[1] ?? Number.NaN);
  if (minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return { name, manifest };
  const shown = /^[0-9A-Za-z.+-]{1,40}$/.test(name) ? `release ${name}` : 'an unknown release';
  throw new MillraceError('workspace_foreign', {
    what: `The workspace in ${layout.runtime} was made by ${shown}; nothing was changed`,
    expected: `one of release 0.${OLDEST_MINOR} to 0.${NEWEST_MINOR}`,
    next:
      minor > NEWEST_MINOR
        ? 'go on with the program that made it, or import it with a newer release of this one'
        : `upgrade it with its own program to 0.${OLDEST_MINOR} or later, then call import again`,
  });
}
