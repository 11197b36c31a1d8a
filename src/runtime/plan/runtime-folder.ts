/** The folder of a workspace that holds everything of Millrace, as in release 0.18.0. */
export const RUNTIME_FOLDER = 'millrace-agents';

/** A path below that folder as a reader of the workspace names it. */
export function workspacePath(relativePath: string): string {
  return `${RUNTIME_FOLDER}/${relativePath}`;
}
