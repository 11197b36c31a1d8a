/** Minutes of a duration such as `1h30m`. */
export function minutesOf(text) {
  throw new Error(`not written yet: ${text}`);
}
