/**
 * Below the user's config folder: what is started or called because of it is never something of a
 * workspace.
 */
export const NOTIFY_FILE = 'millrace/notify.toml';

/** `$XDG_CONFIG_HOME`, else `~/.config`. */
export function configFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = env.XDG_CONFIG_HOME;
  return named?.startsWith('/') ? named : `${home}/.config`;
}
