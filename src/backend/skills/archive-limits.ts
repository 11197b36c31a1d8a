import { PACKAGE_FILES_MAX } from '../../runtime/skills/index.ts';

/** With earlier versions. */
export const ENTRIES_MAX = PACKAGE_FILES_MAX * 25;
export const UNPACKED_SIZE_BYTES_MAX = 16 * 1024 * 1024;
export const ARCHIVE_SIZE_BYTES_MAX = 8 * 1024 * 1024;
