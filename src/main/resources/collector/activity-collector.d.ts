/** Types of Activity Relay's browser collector. */

export declare const VERSION: string;

/** Who is logged in, as `getLoginState` and `ON_LOGIN` tell it. */
export interface LoginState {
  isLoggedIn?: boolean;
  agentId?: string;
  username?: string;
  sessionId?: string;
}

/**
 * What the collector needs of the desktop's `AdApi`. The `AdApi` of every build since 5.19 fits, and so does the
 * simulated desktop.
 */
export interface Desktop {
  // The desktop's own types name each event and its handler; any of them will do.
  on(event: any, handler: (...about: any[]) => any): unknown;
  remove(event: any, handler: (...about: any[]) => any): unknown;
  getLoginState(): Promise<unknown>;
}

/** What the desktop is told about the record it saved (`ActivityRecordInfo`). */
export interface SavedRecord {
  id: string;
  caseId?: string;
  contactId?: string;
}

export interface CollectorOptions {
  /** Address of the relay, such as `https://relay.example.com`; plain http for localhost only. */
  url: string;

  /**
   * A publishable key; or a function that gives a short-lived bearer token. It is called for each request: keep the token
   * yourself while it is valid. `refresh` is true when the relay did not take the last one.
   */
  token?: string | ((why: { refresh: boolean }) => string | undefined | Promise<string | undefined>);

  /**
   * Answer the desktop with the id of what was written: wait for the delivery to this destination, at most so many
   * milliseconds. Left out, the desktop is answered nothing, at once, and other handlers of the page keep their answers.
   */
  wait?: { for: string; atMost: number };

  /** Hears what happens. Left out, warnings and errors go to the browser's console, without any content of a record. */
  onStatus?: (status: CollectorStatus) => void;

  /** What waits in this browser at most; 5000 records, 100 MB and 30 days if left out. */
  limits?: { records?: number; bytes?: number; days?: number };
}

export type CollectorStatus = {
  level: "ok" | "warning" | "error";
  message: string;
  /** Of which record, where it is about one. */
  interactionId?: string;
  /** When it is tried again (epoch milliseconds). */
  retryAt?: number;
} & (
  | {
      code:
        /** Storage is open. */
        | "ready"
        /** The relay has stored records. */
        | "sent"
        /** The network or the relay does not answer, or the page's origin is not allowed there. */
        | "unreachable"
        /** The relay asks to come back later. */
        | "retrying"
        /** The relay does not take the token, or the page has none. */
        | "unauthorized"
        /** Something answers that is not the relay, or the relay is not set up for this page. */
        | "misconfigured"
        /** A record was too long or held what is no JSON; the rest of it is on its way. */
        | "changed"
        /** The browser stores nothing; what waits is lost when the page closes. */
        | "memory_only"
        /** The limits are reached; further records are in memory only. */
        | "full"
        /** The browser gives no more space; further records are in memory only. */
        | "quota"
        /** A mistake of the collector itself; it goes on. */
        | "trouble";
    }
  | {
      /** The record is not waiting any more and not delivered: refused by the relay, too old, or nowhere to be kept. */
      code: "refused" | "expired" | "lost";
      record?: unknown;
    }
);

export interface ActivityCollector {
  /** How many records wait, from all pages of this browser that use the same relay. */
  waiting(): Promise<number>;
  /** Tries to send at once. */
  flush(): void;
  /** Stops collecting and sending; what waits is sent by the next page that collects. */
  stop(): void;
}

/**
 * Begins to hand every `ON_SAVE_ACTIVITY_RECORD` to the relay.
 *
 * @throws TypeError when the options cannot work; after that nothing is ever thrown
 */
export declare function collectActivities(adApi: Desktop, options: CollectorOptions): ActivityCollector;
