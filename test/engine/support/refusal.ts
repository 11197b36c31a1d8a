import { isMillraceError } from '../../../src/runtime/errors/errors.ts';

/** Code and message of what has to be refused. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (isMillraceError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}
