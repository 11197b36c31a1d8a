import { closestMatch } from 'leven';

const COMPARED_LENGTH_MAX = 80;

/** The known name that a typing mistake most likely meant, or null when none is close. */
export function nearest(name: string, known: Iterable<string>): string | null {
  const wanted = compared(name);
  const maxDistance = wanted.length <= 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  const names = [...known];
  const alike = closestMatch(wanted, names.map(compared), { maxDistance });
  return names.find((one) => compared(one) === alike) ?? null;
}

/** The same as the end of a sentence about what is not known; empty when none is close. */
export function meantInstead(name: string, known: Iterable<string>): string {
  const alike = nearest(name, known);
  return alike === null ? '' : `; did you mean ${alike}?`;
}

function compared(name: string): string {
  return name.slice(0, COMPARED_LENGTH_MAX).toLowerCase();
}
