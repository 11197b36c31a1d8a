const NAME = 'millrace-page-token';

/** Comes once behind the #, and is kept for this address of this browser; no server is told it by a link. */
export function token(): string {
  const given = /^#token=([0-9a-f]{1,128})$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    localStorage.setItem(NAME, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return localStorage.getItem(NAME) ?? '';
}
