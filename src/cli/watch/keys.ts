import { type Choice, FIRST_CHOICE, type Screen } from './screen.ts';
import type { WatchView } from './view.ts';

/** A key as node:readline names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** What a key asks for: another look at things, or an end. */
export type Wish = Choice | 'quit' | 'suspend';

export function wishOf(key: Key, choice: Choice, screen: Screen, view: WatchView): Wish {
  const { name = '', sequence = '', ctrl = false } = key;
  if (ctrl) return name === 'c' || name === 'd' ? 'quit' : name === 'z' ? 'suspend' : choice;
  const to = (offset: number): Choice => ({ ...choice, offset: Math.max(0, offset) });
  switch (sequence === 'G' || sequence === '?' ? sequence : name) {
    case 'q':
      return 'quit';
    case '?':
      return { ...choice, help: !choice.help, offset: 0 };
    case 'escape':
      return FIRST_CHOICE;
    case 'j':
    case 'down':
      return to(screen.offset + 1);
    case 'k':
    case 'up':
      return to(screen.offset - 1);
    case 'space':
    case 'pagedown':
      return to(screen.offset + screen.page);
    case 'b':
    case 'pageup':
      return to(screen.offset - screen.page);
    case 'g':
    case 'home':
      return to(0);
    case 'G':
    case 'end':
      return to(Number.MAX_SAFE_INTEGER);
    case 'a':
      return FIRST_CHOICE;
    case 'n':
      return { ...FIRST_CHOICE, only: beside(choice, view, 1) };
    case 'p':
      return { ...FIRST_CHOICE, only: beside(choice, view, -1) };
    default:
      return choice;
  }
}

/** The workspace behind the one that is shown, or before it; past the end are all of them. */
function beside({ only }: Choice, { workspaces }: WatchView, step: 1 | -1): string | null {
  const places = [null, ...workspaces.map(({ place }) => place)];
  const at = (places.indexOf(only) + step + places.length) % places.length;
  return places[at] ?? null;
}
