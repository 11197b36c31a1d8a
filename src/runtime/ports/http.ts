export interface HttpGet {
  readonly url: string;
  readonly size_bytes_max: number;
  /** For all of it, the last byte included. */
  readonly timeout_ms: number;
  /** Whether an address may be asked: the first one, and each that it is sent on to. */
  mayAsk(url: URL): boolean;
}

/** All bytes, or what went wrong in a few words. */
export type HttpBody =
  | { readonly bytes: Uint8Array; readonly error: null }
  | { readonly bytes: null; readonly error: string };

export interface Downloads {
  /** Takes nothing but an answer of status 200 as it is. Never rejects. */
  get(request: HttpGet, signal: AbortSignal): Promise<HttpBody>;
}

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
