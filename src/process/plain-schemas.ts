import { config } from 'zod';

/**
 * For a process that answers once or now and then: schemas judge values as they are written, where zod
 * would first make a program of each. A busy process is slower by it; a short one saves an eighth of its
 * time. To be called before the rest is loaded, because a schema decides it when it is made.
 */
export function keepSchemasPlain(): void {
  config({ jitless: true });
}
