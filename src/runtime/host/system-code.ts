/** The system's name of a failed call (`ENOENT`, `EACCES`, ...), or `UNKNOWN`. */
export function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return 'UNKNOWN';
}
