/**
 * The value that a map declares itself: a name such as `constructor` must not find what every
 * object inherits.
 */
export function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
