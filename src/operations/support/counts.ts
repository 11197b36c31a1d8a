type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Family to state to number, without what is empty. */
export function nonZeroCounts(counts: Counts): Record<string, Record<string, number>> {
  const filled = Object.entries(counts)
    .map(([family, states]) => [family, nonZero(states)] as const)
    .filter(([, states]) => Object.keys(states).length > 0);
  return Object.fromEntries(filled);
}

function nonZero(states: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0));
}
