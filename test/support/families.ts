import { readdirSync, readFileSync } from 'node:fs';
import { type Family, family } from '../../src/runtime/plan/index.ts';

const shippedFolder = new URL('../../assets/families/', import.meta.url);

export const shipped: readonly Family[] = readdirSync(shippedFolder)
  .sort()
  .map((name) => load(new URL(name, shippedFolder)));

/** A family that shares nothing with the shipped ones, not even the names of its fields. */
export const recipe = load(new URL('recipe.json', import.meta.url));

export const spec = named('spec');
export const task = named('task');

function named(id: string): Family {
  const found = shipped.find((one) => one.family_id === id);
  if (found === undefined) throw new Error(`no family ${id}`);
  return found;
}

function load(url: URL): Family {
  return family.parse(JSON.parse(readFileSync(url, 'utf8')));
}
