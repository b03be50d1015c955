/**
 * A stand-in for Bright Pattern's `AdApi`, for pages that are developed without a tenant: the documented events, the login
 * state, and the rule by which the desktop takes what handlers return. Nothing of it talks to a network.
 */

const HOW_LONG_THE_DESKTOP_WAITS = 20e3;

const EVENTS = [
  "ON_LOGIN",
  "ON_LOGOUT",
  "ON_NEW_INTERACTION",
  "ON_INTERACTION_STATE_CHANGE",
  "ON_INTERACTION_REMOVED",
  "ON_SAVE_ACTIVITY_RECORD",
];

export class AdApi {
  #handlers = new Map(EVENTS.map((event) => [event, []]));
  #login = { isLoggedIn: false };

  /** As `new window.brightpattern.AdApi(options)`; the options mean nothing here. */
  constructor(options) {
    this.options = options;
  }

  on(event, handler) {
    this.#of(event).push(handler);
  }

  remove(event, handler) {
    const handlers = this.#of(event);
    const at = handlers.lastIndexOf(handler);
    if (at >= 0) {
      handlers.splice(at, 1);
    }
  }

  async getLoginState() {
    return { status: "success", data: { ...this.#login } };
  }

  // ---- what the agent does

  /** The agent logs in; another one who was there is logged out. */
  logIn(agent = {}) {
    this.#login = {
      isLoggedIn: true,
      agentId: "A-1001",
      username: "ada.pereira",
      sessionId: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
      ...agent,
    };
    this.#fire("ON_LOGIN", { ...this.#login });
  }

  logOut() {
    this.#login = { isLoggedIn: false };
    this.#fire("ON_LOGOUT");
  }

  /**
   * The agent completes an interaction.
   *
   * @param details what differs from an ordinary call: type, disposition, description, …
   * @returns what the desktop would be told: the last handler's answer that is not undefined, or what its promise comes to
   */
  async complete(details = {}) {
    const record = finished(details);
    this.#fire("ON_NEW_INTERACTION", { ...record, state: "delivered" });
    this.#fire("ON_INTERACTION_STATE_CHANGE", { ...record, state: "wrap_up" });
    const answer = this.save(record);
    this.#fire("ON_INTERACTION_STATE_CHANGE", record);
    this.#fire("ON_INTERACTION_REMOVED", record);
    return answer;
  }

  /** Fires ON_SAVE_ACTIVITY_RECORD with exactly this. */
  save(record) {
    const answers = this.#fire("ON_SAVE_ACTIVITY_RECORD", record).filter((answer) => answer !== undefined);
    const timeout = new Promise((resolve) => {
      setTimeout(resolve, HOW_LONG_THE_DESKTOP_WAITS);
    });
    return Promise.race([Promise.resolve(answers.at(-1)), timeout]).catch(() => undefined);
  }

  #fire(event, ...about) {
    return this.#of(event).slice().map((handler) => {
      try {
        return handler(...about);
      } catch (failure) {
        // The desktop goes on; a developer should see it.
        (globalThis.reportError ?? console.error)(failure);
        return undefined;
      }
    });
  }

  #of(event) {
    const handlers = this.#handlers.get(event);
    if (!handlers) {
      throw new TypeError(`There is no event ${event}: ${EVENTS.join(", ")}`);
    }
    return handlers;
  }
}

/** A finished interaction, as builds since 5.24 describe it. Everything in it is made up. */
function finished(details) {
  const type = details.type ?? "voice";
  const endTime = Date.now();
  const duration = details.duration ?? 60 + Math.floor(Math.random() * 300);
  const voice = {
    phoneNumber: "+14155550100",
    ANI: "+14155550100",
    DNIS: "+18005550199",
    callDirection: "inbound",
    callParties: [{ id: "p1", name: "Grace Kim", phone: "+14155550100" }],
  };
  const text = { email: "grace.kim@example.com" };
  return {
    interactionId: (crypto.randomUUID?.() ?? `sim-${endTime}-${Math.random()}`).toUpperCase(),
    globalInteractionId: (crypto.randomUUID?.() ?? `sim-g-${endTime}-${Math.random()}`).toUpperCase(),
    state: "completed",
    type,
    subject: "",
    internal: false,
    contactName: "Grace Kim",
    service: { voice: "Retention", chat: "Web chat", email: "Support mail" }[type] ?? "Retention",
    disposition: "Product sold",
    description: "Renewed for two years.",
    startTime: endTime - duration * 1000,
    endTime,
    duration,
    callMuted: false,
    callRecording: type === "voice",
    callParties: [],
    attachedData: { campaign: "Spring" },
    associatedObjects: {
      list: [
        {
          id: "0035g00000AbCdE",
          type: "contact",
          displayName: "Grace Kim",
          displayType: "Contact",
          customFields: { isContact: "true" },
          source: "simulated",
        },
      ],
      selected: ["0035g00000AbCdE"],
    },
    ...(type === "voice" ? voice : text),
    ...details,
  };
}
