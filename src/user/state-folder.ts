/** `$XDG_STATE_HOME/millrace`, else `~/.local/state/millrace`: what lies outside of workspaces for good. */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = env.XDG_STATE_HOME;
  const base = named?.startsWith('/') ? named : `${home}/.local/state`;
  return `${base}/millrace`;
}
