/** Where the MCP server shows things. `workspace` null = the server's own. */
export function resourceUri(path: string, workspace: string | null): string {
  const uri = `millrace://${path}`;
  return workspace === null ? uri : `${uri}?workspace=${encodeURIComponent(workspace)}`;
}

export const uriPath = {
  plan: () => 'plan',
  skill: (path: string) => `skills/${path.split('/').map(encodeURIComponent).join('/')}`,
  graph: (plane: string) => `graph/${encodeURIComponent(plane)}`,
  run: (run: string) => `runs/${encodeURIComponent(run)}`,
  trace: (run: string) => `runs/${encodeURIComponent(run)}/trace`,
  artifact: (run: string, path: string) =>
    `runs/${encodeURIComponent(run)}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`,
};
