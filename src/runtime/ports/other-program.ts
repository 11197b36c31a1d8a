import type { Disk } from './disk.ts';

const NAME = 'millrace';
const FOLDERS_MAX = 200;
const HEAD_SIZE_BYTES = 256;
const PYTHON = /^#!.*python/;
const OWN_ENTRY = '/dist/bin.js';

/** What starts when somebody types the name of this program, and is not this program. */
export interface OtherProgram {
  readonly path: string;
  /** `copy`: another installation of this program. */
  readonly kind: 'copy' | 'python' | 'other';
}

/** The first of that name on a search path; null = there is none, or it is this one. */
export function otherProgram(
  disk: Disk,
  search_path: string,
  own_entry: string,
): OtherProgram | null {
  const folders = search_path.split(':').filter((folder) => folder.startsWith('/'));
  for (const folder of folders.slice(0, FOLDERS_MAX)) {
    const path = `${folder}/${NAME}`;
    const real = realFile(disk, path);
    if (real === null) continue;
    return real === disk.realpath(own_entry) ? null : { path, kind: kindOf(disk, real) };
  }
  return null;
}

export function otherProgramWords({ path, kind }: OtherProgram): string {
  const whose = {
    copy: 'another copy of Millrace',
    python: 'a Python program',
    other: 'not Millrace',
  };
  return `the first ${NAME} on PATH is ${path}, ${whose[kind]}`;
}

function realFile(disk: Disk, path: string): string | null {
  const real = disk.realpath(path);
  return real !== null && disk.stat(real)?.kind === 'file' ? real : null;
}

function kindOf(disk: Disk, path: string): OtherProgram['kind'] {
  if (path.endsWith(OWN_ENTRY)) return 'copy';
  const file = disk.open(path, 'read');
  try {
    const head = new TextDecoder().decode(file.read(0, HEAD_SIZE_BYTES));
    return PYTHON.test(head) ? 'python' : 'other';
  } finally {
    file.close();
  }
}
