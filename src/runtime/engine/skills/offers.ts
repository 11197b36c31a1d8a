import type { OfferedSkill, SkillOffer } from '../../api/index.ts';
import { installedTexts } from './refresh.ts';
import { type SkillPlace, skillPlaces } from './tree.ts';
import { type Asking, digestAt } from './version.ts';

/** How each offer stands beside what lies here and what was installed. Contract: changes nothing. */
export function offersOf(asking: Asking, offered: readonly OfferedSkill[]): SkillOffer[] {
  const { disk } = asking.ports;
  const places = new Map(skillPlaces(disk, asking.follower.layout).map((one) => [one.id, one]));
  return offered.map((offer) => {
    const place = places.get(offer.id);
    if (place === undefined) return { id: offer.id, state: 'available', is_edited: false };
    return { id: offer.id, ...standing(asking, offer, place) };
  });
}

function standing(asking: Asking, { id, files }: OfferedSkill, { folder }: SkillPlace) {
  const history = asking.follower.state.skills.get(id);
  const had = installedTexts(history?.versions ?? []);
  const wanted = new Map(files.map(({ path, sha256 }) => [`${folder}/${path}`, sha256]));
  const paths = [...new Set([...wanted.keys(), ...had.keys()])];
  const rows = paths.map((path) => {
    return {
      now: digestAt(asking, path),
      base: had.get(path) ?? null,
      offer: wanted.get(path) ?? null,
    };
  });
  const isNewer = rows.some(({ now, base, offer }) => offer !== base && offer !== now);
  const is_edited = rows.some(({ now, base, offer }) => now !== base && now !== offer);
  return { state: isNewer ? ('newer' as const) : ('current' as const), is_edited };
}
