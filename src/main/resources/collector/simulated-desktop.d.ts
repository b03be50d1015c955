/** Types of the simulated desktop: a stand-in for Bright Pattern's `AdApi`. */

export interface SimulatedLogin {
  agentId?: string;
  username?: string;
  sessionId?: string;
}

export declare class AdApi {
  constructor(options?: unknown);
  readonly options: unknown;

  on(event: string, handler: (...about: any[]) => unknown): void;
  remove(event: string, handler: (...about: any[]) => unknown): void;
  getLoginState(): Promise<{ status: "success"; data: { isLoggedIn: boolean } & SimulatedLogin }>;

  /** The agent logs in; what is left out is made up. */
  logIn(agent?: SimulatedLogin): void;
  logOut(): void;

  /** The agent completes an interaction; what is left out is made up. Answers what the desktop would be told. */
  complete(details?: Record<string, unknown>): Promise<unknown>;
  /** Fires `ON_SAVE_ACTIVITY_RECORD` with exactly this. */
  save(record: unknown): Promise<unknown>;
}
