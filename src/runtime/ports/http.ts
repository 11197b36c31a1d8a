export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeout_ms: number;
}

/** The status, or the name of what went wrong before there was one. */
export type HttpAnswer =
  | { readonly status: number; readonly error: null }
  | { readonly status: null; readonly error: string };

export interface Http {
  /** Follows no redirect and reads no body. Never rejects. */
  post(request: HttpPost, signal: AbortSignal): Promise<HttpAnswer>;
}
