import type { JournalRecovery } from '../journal/index.ts';

/** What becoming the owner found, in sentences; none when the last owner ended as it should. */
export function recoveryWords({ torn, unclean, rebooted, records }: JournalRecovery): string[] {
  const words: string[] = [];
  if (rebooted) {
    words.push(
      'The machine was started anew since the last owner; all rendered files were made anew.',
    );
  } else if (unclean) {
    const none = 'everything that it recorded is there';
    const taken = `${records} more of its records ${records === 1 ? 'was' : 'were'} taken over`;
    words.push(`The last owner was cut off in mid-work; ${records === 0 ? none : taken}.`);
  }
  if (torn !== null) {
    const { file, at_byte, size_bytes } = torn;
    const what = `A half-written last record (${size_bytes} bytes) was left out`;
    words.push(`${what}; its bytes are in journal/${file} from byte ${at_byte}.`);
  }
  return words;
}
