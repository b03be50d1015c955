// The shape of Bright Pattern's AdApi as far as a collector meets it, written by hand after its documentation (5.19 to the
// newest build). Deliberately as narrow as the real one: each event has its own handler.

export type ResultError = { code: number; name: string; message?: string };
export type OperationResult<T = null> = { status: "success"; data: T } | { status: "error"; error: ResultError };
export type SyncAsyncResult<T = void> = T | Promise<T>;

export type LoginStateData = { isLoggedIn: boolean; agentId?: string; username?: string; sessionId?: string };

export type InteractionState =
  | "unknown" | "queued" | "ivr" | "wrap_up" | "wrap_up_hold" | "delivered" | "delivery_pending" | "hold" | "completed";

export type AssociatedObject = {
  id: string;
  type: string;
  displayName: string;
  displayType: string;
  customFields: Record<string, string>;
};

export type InteractionActivityData = {
  interactionId: string;
  state: InteractionState;
  type: "voice" | "chat" | "email";
  internal: boolean;
  contactName: string;
  associatedObjects: { list: AssociatedObject[]; selected: string[] };
  attachedData: Record<string, string>;
  formValues?: Record<string, string | boolean>;
  phoneNumber?: string;
  disposition?: string;
  description?: string;
};

export type ActivityRecordInfo = { id: string | null; caseId?: string; contactId?: string };

export interface HandlersOfTheNewestBuild {
  ON_LOGIN: (loginState: LoginStateData) => SyncAsyncResult;
  ON_LOGOUT: () => SyncAsyncResult;
  ON_INTERACTION_REMOVED: (interaction: InteractionActivityData) => SyncAsyncResult;
  ON_SAVE_ACTIVITY_RECORD: (activity: InteractionActivityData) => SyncAsyncResult<ActivityRecordInfo | undefined>;
}

/** The newest build: a map from event to handler. */
export declare class AdApi {
  constructor(options?: { integrationKey?: string; mountRoot?: HTMLElement; standalone?: boolean });
  on<E extends keyof HandlersOfTheNewestBuild>(event: E, handler: HandlersOfTheNewestBuild[E]): void;
  remove<E extends keyof HandlersOfTheNewestBuild>(event: E, handler: HandlersOfTheNewestBuild[E]): void;
  getLoginState(): Promise<OperationResult<LoginStateData>>;
}

/** 5.19: overloads, and nothing is awaited of a handler. */
export declare class AdApi519 {
  on(event: "ON_LOGIN", handler: (loginState: LoginStateData) => SyncAsyncResult): void;
  on(event: "ON_SAVE_ACTIVITY_RECORD", handler: (activity: InteractionActivityData) => SyncAsyncResult): void;
  remove(event: "ON_LOGIN", handler: (loginState: LoginStateData) => SyncAsyncResult): void;
  remove(event: "ON_SAVE_ACTIVITY_RECORD", handler: (activity: InteractionActivityData) => SyncAsyncResult): void;
  getLoginState(): Promise<OperationResult<LoginStateData>>;
}
