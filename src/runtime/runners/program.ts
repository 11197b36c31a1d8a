import type { LaunchSpec } from '../keeper/types.ts';
import { PI_DIALOGUE } from './pi/adapter.ts';

/** What has to be installed: the program of the launch, or the one that its dialogue starts. */
export function programOf({ argv }: Pick<LaunchSpec, 'argv'>): string {
  const [first = '', _entry, word, spoken_with = ''] = argv;
  return word === PI_DIALOGUE ? spoken_with : first;
}
