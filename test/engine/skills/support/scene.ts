import type { SkillCommand } from '../../../../src/runtime/api/index.ts';
import { done, shippedPlayer } from '../../../../src/sim/shipped-player.ts';
import type { Player } from '../../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../../support/shipped-disk.ts';
import { layout, Machine, type Opened } from '../../support/process.ts';

export const SKILL = 'builder-core';
export const PATH = `skills/stage/execution/${SKILL}/SKILL.md`;

export function skillText(words: string, name = SKILL): string {
  return `---\nname: ${name}\ndescription: How to build.\n---\n# Building\n\n${words}\n`;
}

export const REQUEST = [
  '# Learn from the last fix',
  '',
  'Learning-Request-ID: learn-1',
  'Requested-Action: improve',
  'Created-At: 2026-01-01T00:00:00Z',
  'Created-By: test',
  '',
].join('\n');

/** A learning loop whose curator hands back these texts, one after the other. */
export function learning(...texts: readonly string[]): Player {
  const left = [...texts];
  return (request, world) => {
    switch (request.node.node_id) {
      case 'analyst':
        return done('ANALYST_COMPLETE', request);
      case 'professor':
        return done('PROFESSOR_COMPLETE', request);
      case 'curator': {
        const text = left.length > 1 ? left.shift() : left[0];
        const played = done('CURATOR_COMPLETE', request);
        return { ...played, out: { ...played.out, 'skill_update.md': text ?? '' } };
      }
      default:
        return shippedPlayer(request, world);
    }
  };
}

export function learningMachine(player: Player, files: Readonly<Record<string, string>> = {}) {
  return new Machine(freshDisk('learning_offline', files), player);
}

/** Plays a learning request to its end. */
export async function learn({ runtime }: Opened, id = 'learn-1'): Promise<void> {
  const text = REQUEST.replace('learn-1', id);
  await runtime.admit({ family: 'learning_request', text, channel: 'test' });
  await rest({ runtime });
}

export async function rest({ runtime }: Pick<Opened, 'runtime'>): Promise<void> {
  for (let tick = 0; tick < 60; tick += 1) {
    if ((await runtime.tick({ wait_ms: 0 })).did === 'idle') return;
  }
  throw new Error('it does not come to rest');
}

export function promote(is_person = true, skill = SKILL): SkillCommand {
  return { name: 'promote_skill', skill, is_person };
}

export function textAt({ disk }: Machine, path = PATH): string | null {
  const bytes = disk.read(layout.at(path));
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** What the event log tells of skills. */
export function skillEvents(machine: Machine): string[] {
  return machine
    .events()
    .filter(({ event_type }) => /skill|promotion/.test(event_type))
    .map(({ event_type, data }) => `${event_type} ${data.skill_id} ${data.version ?? ''}`.trim());
}
