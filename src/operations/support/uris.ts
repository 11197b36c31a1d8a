/** Where the MCP server shows things. `workspace` null = the server's own. */
export function resourceUri(path: string, workspace: string | null): string {
  const uri = `millrace://${path}`;
  return workspace === null ? uri : `${uri}?workspace=${encodeURIComponent(workspace)}`;
}

const encodedPath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

export const uriPath = {
  plan: () => 'plan',
  skill: (path: string) => `skills/${encodedPath(path)}`,
  doc: (path: string) => `docs/${encodedPath(path)}`,
  graph: (plane: string) => `graph/${encodeURIComponent(plane)}`,
  mermaid: (plane: string) => `graph/${encodeURIComponent(plane)}/mermaid`,
  spec: (root: string) => `specs/${encodeURIComponent(root)}`,
  contract: (root: string) => `contracts/${encodeURIComponent(root)}`,
  decisions: (root: string) => `decisions/${encodeURIComponent(root)}`,
  verdict: (root: string) => `verdicts/${encodeURIComponent(root)}`,
  /** As `<family>/<id>`. */
  item: (item: string) => `items/${encodedPath(item)}`,
  run: (run: string) => `runs/${encodeURIComponent(run)}`,
  trace: (run: string) => `runs/${encodeURIComponent(run)}/trace`,
  artifact: (run: string, path: string) =>
    `runs/${encodeURIComponent(run)}/artifacts/${encodedPath(path)}`,
};
