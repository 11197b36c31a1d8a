import type {
  OfferedSkill,
  SkillCommand,
  SkillExport,
  SkillOffer,
  SkillPreview,
  SkillsView,
  SkillView,
} from '../api/index.ts';
import { explaining } from '../ports/index.ts';
import { previewSkill } from './skills/command.ts';
import { exportSkill } from './skills/export.ts';
import { offersOf } from './skills/offers.ts';
import { type Looking, skillsView, skillView } from './skills/view.ts';

/** What a process reads of the skills of a workspace. */
export abstract class SkillViews {
  protected abstract looking(): Looking;

  previewSkill(command: SkillCommand): SkillPreview {
    const { ports, follower } = this.looking();
    return previewSkill(ports, follower, command);
  }

  skills(): SkillsView {
    return explaining('Looking at the skills', () => skillsView(this.looking()));
  }

  learningFamily(): string | null {
    return this.looking().plan?.trigger_family_id ?? null;
  }

  skill(id: string): SkillView {
    return explaining('Looking at the skill', () => skillView(this.looking(), id));
  }

  skillOffers(offered: readonly OfferedSkill[]): readonly SkillOffer[] {
    return explaining('Looking at the skills', () => offersOf(this.looking(), offered));
  }

  exportSkill(id: string, history: boolean): SkillExport {
    const looking = this.looking();
    return explaining('Reading the skill', () =>
      exportSkill(looking, skillView(looking, id), history),
    );
  }
}
