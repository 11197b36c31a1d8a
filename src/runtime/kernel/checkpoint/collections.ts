/** What a map held when it was saved. */
export function replace<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** The same of a set. */
export function refill<V>(set: Set<V>, values: readonly V[]): void {
  set.clear();
  for (const value of values) set.add(value);
}
