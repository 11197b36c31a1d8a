/**
 * Why a text is no path that somebody can have meant; null when it may be one. A client that knows
 * no variables, or no shell, hands them on as they are written, and a folder of that name would be made.
 */
export function pathProblem(path: string): string | null {
  if (path.includes('\u0000')) return 'it holds a NUL character';
  const variable = /\$\{[^}]{0,80}\}?/.exec(path)?.[0];
  if (variable !== undefined) return `${variable} in it was not replaced by its value`;
  return /(?:^|\/)~(?:\/|$)|^~/.test(path) ? '~ in it was not replaced by a home folder' : null;
}
