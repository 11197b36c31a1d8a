import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { failureText } from '../operations/support/failure.ts';
import { failureFor } from '../operations/support/reader.ts';
import { printable } from '../runtime/text/printable.ts';

/** Texts of a process that is no operation; each may quote a file or a stranger. */
export function say(text: string): void {
  process.stdout.write(printable(`${text}\n`));
}

export function warn(text: string): void {
  process.stderr.write(printable(`${text}\n`));
}

/** Runs the work of a process; a failure is said, and leaves its exit status. */
export async function reported(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    // Loads every operation, which only a text about commands needs.
    const { terminalReader } = await import('../cli/reader.ts');
    const failure = failureFor(terminalReader, thrown, warn);
    warn(failureText(failure));
    process.exitCode = EXIT_CODES[failure.group];
  }
}
