/**
 * Thrown instead of waiting, where a person can only be asked between two calls: whoever called asks, and
 * calls again with the answer. Nothing has happened yet.
 */
export class PersonAsked extends Error {
  constructor(
    readonly what: string,
    /** What a person types to agree, or the name of a question with options. */
    readonly id: string,
    /** One of these is chosen; null = the id is typed. */
    readonly options: readonly string[] | null,
  ) {
    super(`a person is asked about ${id}`);
    this.name = 'PersonAsked';
  }
}
