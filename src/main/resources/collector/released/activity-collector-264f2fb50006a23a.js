/**
 * Activity Relay's browser collector: hands every ON_SAVE_ACTIVITY_RECORD of the agent desktop to the relay.
 * A record is stored in this browser before it is sent, and forgotten only when the relay says that it is stored there.
 * No dependencies, no cookies, nothing evaluated, nothing put into the page.
 */

export const VERSION = "1.0.0";

const EVENT = "ON_SAVE_ACTIVITY_RECORD";
const PATH = "/collector/v1/activities";
const LIMITS = { records: 5000, bytes: 100e6, days: 30 };

/** What one request carries at most; what is below the second goes on when the page closes (browsers allow 64 kB). */
const BATCH = { records: 100, bytes: 250e3 };
const KEEPALIVE = 60e3;

/** The relay takes records of up to 1 MB; longer texts are cut, so that the rest arrives. */
const LONGEST_RECORD = 900e3;
const LONGEST_TEXTS = [200e3, 20e3, 2e3, 200];
const DEEPEST = 50;

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60e3;
const LONGEST_OPENING = 5000;
const LONGEST_REQUEST = 30e3;
const LONGEST_TOKEN = 10e3;
const LONGEST_LOGIN = 2000;

/** The page that sends shows so often that it lives; one that is silent for so many of another page's beats has hung. */
const BEAT = 30e3;
const SILENT_BEATS = 5;

/** What a header can carry. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The relay's words for "this will never be a record"; anything else may pass. */
const FINAL = ["malformed", "not_a_record", "record_too_large", "body_too_large"];

/**
 * Begins to collect.
 *
 * @param adApi the desktop's `AdApi`, or whatever has `on`, `remove` and `getLoginState`
 * @throws TypeError when the options cannot work: once, here, where a developer sees it; later nothing is ever thrown
 */
export function collectActivities(adApi, options) {
  return new Collector(adApi, checked(options));
}

function checked(options) {
  const { url, token, wait, onStatus, limits } = options ?? {};
  if (typeof url !== "string") {
    throw new TypeError("url is missing: the address of the relay, such as https://relay.example.com");
  }
  const base = new URL(url, globalThis.location?.href);
  const here = /^(localhost|127\..*|\[::1\])$/.test(base.hostname);
  if (base.protocol !== "https:" && !(base.protocol === "http:" && here)) {
    throw new TypeError(`url must be https: ${base.origin} is not (http only for localhost)`);
  }
  if (token !== undefined && typeof token !== "function" && !TOKEN.test(token)) {
    throw new TypeError("token is neither a text that a header can carry nor a function that returns one");
  }
  if (wait !== undefined && !(typeof wait?.for === "string" && wait.atMost > 0)) {
    throw new TypeError('wait names a destination and milliseconds: { for: "crm", atMost: 5000 }');
  }
  return {
    // The name of what is stored here and of the lock: one per relay, so that two relays do not mix.
    name: "activity-collector " + base.origin + base.pathname.replace(/\/+$/, ""),
    address: base.origin + base.pathname.replace(/\/+$/, "") + PATH,
    token,
    wait,
    onStatus,
    limits: { ...LIMITS, ...limits },
  };
}

class Collector {
  #api;
  #options;
  #disk;
  #memory = new MemoryOutbox();
  #agent;
  #agentKnown;
  #bell = new Bell();
  #channel;
  #silence = 0;
  #stopped = new AbortController();
  #keepalive = 0;
  #announced;

  constructor(api, options) {
    this.#api = api;
    this.#options = options;
    this.#disk = new DiskOutbox(options.name);
    this.#agentKnown = within(LONGEST_LOGIN, this.#askWhoIsLoggedIn());
    this.#listen(EVENT, (record) => this.#observe(record));
    this.#listen("ON_LOGIN", (login) => {
      this.#remember(login) || this.#askWhoIsLoggedIn();
      this.flush(); // another agent has another token
    });
    const signal = this.#stopped.signal;
    for (const [target, name] of [
      [globalThis, "online"],
      [globalThis, "pageshow"],
      [globalThis, "pagehide"],
      [globalThis.document, "visibilitychange"],
    ]) {
      target?.addEventListener?.(name, () => this.flush(), { signal });
    }
    if (globalThis.BroadcastChannel) {
      this.#channel = new BroadcastChannel(options.name);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
      this.#disk.onChange = (count, bytes) => this.#channel?.postMessage({ count, bytes });
    }
    this.#disk.opened.then(
      () => this.#tell("ok", "ready", "Records are stored in this browser until the relay has them."),
      () =>
        this.#tell(
          "warning",
          "memory_only",
          "This browser stores nothing (private mode?): records that wait are lost when the page closes.",
        ),
    );
    this.#send(this.#disk, true);
    this.#send(this.#memory, false);
  }

  /** How many records wait to be sent, from all pages of this browser that use the same relay. */
  async waiting() {
    const stored = await this.#disk.totals().catch(() => ({ count: 0 }));
    return stored.count + this.#memory.count;
  }

  /** Tries to send at once, whatever the last attempt said. */
  flush() {
    this.#bell.ring(true);
  }

  /** Stops collecting and sending. What is stored stays, and is sent by the next page that collects. */
  stop() {
    if (!this.#stopped.signal.aborted) {
      this.#stopped.abort();
      this.#channel?.close();
      this.#channel = undefined;
      this.flush();
    }
  }

  #listen(event, handler) {
    this.#api.on(event, handler);
    this.#stopped.signal.addEventListener("abort", () => {
      try {
        this.#api.remove(event, handler);
      } catch {
        // The desktop is gone; so are its events.
      }
    });
  }

  // ---- who

  async #askWhoIsLoggedIn() {
    try {
      const answer = await this.#api.getLoginState();
      this.#remember(answer?.data ?? answer);
    } catch {
      // A record without an agent is better than none.
    }
  }

  #remember(login) {
    try {
      const { agentId, username, sessionId } = login;
      if (agentId === undefined && username === undefined) {
        return false;
      }
      this.#agent = { agentId: text(agentId), username: text(username), sessionId: text(sessionId) };
      return true;
    } catch {
      return false;
    }
  }

  // ---- the event

  /** What the desktop calls. Returns undefined, or with `wait` a promise that never fails and is never late. */
  #observe(record) {
    try {
      const begun = Date.now();
      const entry = this.#entry(record, begun);
      const stored = this.#store(entry);
      if (!this.#options.wait) {
        stored.then(() => this.#announce());
        return undefined;
      }
      const left = this.#options.wait.atMost - (Date.now() - begun);
      return within(left, this.#ask(entry, stored, begun)).catch(() => undefined);
    } catch (failure) {
      this.#tell("error", "lost", `A record could not be read: ${name(failure)}.`, { record });
      return undefined;
    }
  }

  #entry(record, at) {
    const { json, id, changed } = serialised(record);
    if (changed.length > 0) {
      this.#tell("warning", "changed", `Of a record, this could not be sent as it is: ${changed.join(", ")}.`, {
        interactionId: id,
      });
    }
    return {
      key: id + "\n" + json.length + "\n" + digest(json),
      id,
      json,
      bytes: json.length,
      at,
      agent: this.#agent,
      changed: changed.join(", ") || undefined,
      // With wait, the record is sent by itself first; the sender leaves it alone for so long.
      notBefore: this.#options.wait ? at + this.#options.wait.atMost + 1000 : 0,
      tries: 0,
    };
  }

  /** Resolves when the entry is on disk, or in memory where there is no disk. */
  async #store(entry) {
    try {
      const { records, bytes } = this.#options.limits;
      if (!this.#disk.roomFor(entry, records, bytes)) {
        const totals = await this.#disk.totals();
        if (totals.count >= records || totals.bytes + entry.bytes > bytes) {
          this.#tell("error", "full", `${totals.count} records wait for the relay; further ones are kept in memory only.`);
          throw new Error("full");
        }
      }
      await this.#disk.add(entry);
    } catch (failure) {
      if (failure?.name === "QuotaExceededError") {
        this.#tell("error", "quota", "This browser gives no more space: further records are kept in memory only.");
      }
      return this.#storeInMemory(entry);
    }
    if (!entry.agent) {
      await this.#attribute(entry).catch(() => undefined);
    }
    return this.#disk;
  }

  /** Whoever is logged in is nearly always known. If not, the record is stored first and told afterwards. */
  async #attribute(entry) {
    await this.#agentKnown;
    if (this.#agent) {
      entry.agent = this.#agent;
      await this.#disk.update(entry);
    }
  }

  #storeInMemory(entry) {
    const { records, bytes } = this.#options.limits;
    if (this.#memory.count >= records || this.#memory.bytes + entry.bytes > bytes) {
      this.#tell("error", "lost", "Neither disk nor memory has room for a record. Keep it: it is nowhere else.", {
        interactionId: entry.id,
        record: parsed(entry.json),
      });
    } else {
      this.#memory.add(entry);
    }
    return this.#memory;
  }

  #announce() {
    this.#bell.ring();
    this.#channel?.postMessage({});
  }

  /** Another page shows that it sends, stores or removes something, or has something to send. */
  #hear({ sending, count, bytes }) {
    if (sending) {
      this.#silence = 0;
    } else if (count) {
      this.#disk.changedElsewhere(count, bytes);
    } else {
      this.#bell.ring();
    }
  }

  /** Sends one record by itself and waits for the destination's answer. */
  async #ask(entry, stored, begun) {
    const outbox = await stored;
    try {
      const { for: destination, atMost } = this.#options.wait;
      // The relay answers a little earlier than the desktop gives up, so that its answer still has time to arrive.
      const left = atMost - (Date.now() - begun);
      const patience = Math.max(50, Math.floor(left * 0.9));
      const query = `?wait=${patience}ms&for=${encodeURIComponent(destination)}`;
      const answer = await this.#post(query, "application/json", line(entry), left + 5000);
      if (answer.ok) {
        await outbox.remove([entry]);
        this.#tell("ok", "sent", "1 record is stored in the relay.", { interactionId: entry.id });
        const { id, caseId, contactId } = answer.body?.record ?? {};
        return id ? { id, ...(caseId && { caseId }), ...(contactId && { contactId }) } : undefined;
      }
      if (answer.status === 400) {
        this.#tell("warning", "misconfigured", `The relay does not wait for ${destination}. ${answer.body?.errors?.[0]?.detail ?? ""}`);
      }
    } catch {
      // The sender tries again, as often as it takes.
    } finally {
      entry.notBefore = 0;
      await outbox.update(entry).catch(() => undefined);
      this.#announce();
    }
    return undefined;
  }

  // ---- sending

  /** One page at a time sends what is on disk; when it dies, the browser gives the lock to the next. */
  async #send(outbox, shared) {
    const signal = this.#stopped.signal;
    if (shared) {
      try {
        await outbox.opened;
      } catch {
        return;
      }
    }
    const pace = { wait: FIRST_WAIT };
    while (!signal.aborted) {
      try {
        if (shared && globalThis.navigator?.locks) {
          await this.#takeTurn(outbox, pace);
        } else {
          await this.#sendWhileWelcome(outbox, pace, signal);
        }
      } catch (failure) {
        if (!signal.aborted) {
          this.#tell("error", "trouble", `Sending failed unexpectedly (${name(failure)}); it goes on.`);
          await this.#bell.rest(FIRST_WAIT * 10, 0, () => signal.aborted);
        }
      }
    }
  }

  /** Sends while it has the lock. It waits for it; but a page that has it and hangs never gives it back, so it is taken. */
  async #takeTurn(outbox, pace) {
    const turn = new AbortController(); // over when another page takes the lock, and when this one stops
    const waiting = new AbortController();
    const end = () => {
      turn.abort();
      waiting.abort();
    };
    this.#stopped.signal.addEventListener("abort", end);
    const send = async () => {
      const beat = () => this.#channel?.postMessage({ sending: true });
      beat();
      const beating = setInterval(beat, BEAT);
      try {
        await this.#sendWhileWelcome(outbox, pace, turn.signal);
      } finally {
        clearInterval(beating);
      }
    };
    let granted = false;
    this.#silence = 0;
    // Counted in beats, not by the clock, which jumps when a computer wakes up.
    const watching = setInterval(() => {
      if (this.#channel && !granted && ++this.#silence > SILENT_BEATS) {
        waiting.abort();
      }
    }, BEAT);
    try {
      await navigator.locks
        .request(this.#options.name, { signal: waiting.signal }, () => {
          granted = true;
          return send();
        })
        .catch((failure) => {
          if (granted || turn.signal.aborted || !waiting.signal.aborted) {
            throw failure;
          }
          granted = true;
          return navigator.locks.request(this.#options.name, { steal: true }, send);
        });
    } catch (failure) {
      if (failure?.name !== "AbortError") {
        throw failure;
      }
    } finally {
      clearInterval(watching);
      this.#stopped.signal.removeEventListener("abort", end);
      end();
    }
  }

  /** Returns when another page may have better luck: this one has no token that the relay takes. */
  async #sendWhileWelcome(outbox, pace, signal) {
    await this.#agentKnown;
    while (!signal.aborted) {
      const { rung, loud } = this.#bell;
      await this.#forgetOld(outbox);
      const { entries, next } = await outbox.due(Date.now(), BATCH);
      if (entries.length === 0) {
        await this.#bell.rest(next, 0, () => this.#bell.rung !== rung || signal.aborted);
        continue;
      }
      const outcome = await this.#sendBatch(outbox, entries);
      if (!outcome.again) {
        pace.wait = FIRST_WAIT;
        continue;
      }
      const atLeast = outcome.retryAfter ?? 0;
      const pause = atLeast + pace.wait * (0.5 + Math.random() / 2);
      pace.wait = Math.min(pace.wait * 2, LONGEST_WAIT);
      const count = await this.waiting();
      this.#tell("warning", outcome.code, `${outcome.message} Waiting: ${count}.`, { retryAt: Date.now() + pause });
      // A further record does not hurry; a network that is back, a page that is looked at, or another agent does.
      await this.#bell.rest(pause, atLeast, () => signal.aborted || this.#bell.loud !== loud);
      if (outcome.code === "unauthorized") {
        return;
      }
    }
  }

  /** Nothing is deleted silently: what gets too old is handed to the page. */
  async #forgetOld(outbox) {
    const oldest = Date.now() - this.#options.limits.days * 86400e3;
    for (const entry of await outbox.before(oldest)) {
      await outbox.remove([entry]);
      this.#tell("error", "expired", "A record waited too long and is given up. Keep it: it is nowhere else.", {
        interactionId: entry.id,
        record: parsed(entry.json),
      });
    }
  }

  async #sendBatch(outbox, entries) {
    let answer;
    try {
      answer =
        entries.length === 1
          ? await this.#post("", "application/json", line(entries[0]))
          : await this.#post("", "application/x-ndjson", entries.map(line).join("\n"));
    } catch (failure) {
      return failure instanceof NoToken
        ? { again: true, code: "unauthorized", message: "The page's callback gave no usable token." }
        : { again: true, code: "unreachable", message: "The relay cannot be reached, or does not know this page." };
    }
    const { status, retryAfter } = answer;
    const items = entries.length === 1 ? undefined : answer.body?.items;
    if (answer.ok) {
      const fates = entries.map((entry, index) => items?.[index]?.httpStatus ?? (items ? 503 : status));
      await this.#settle(outbox, entries, fates, items ?? []);
      return fates.includes(503)
        ? { again: true, code: "retrying", message: "The relay could not store all.", retryAfter }
        : {};
    }
    if (status === 401) {
      return { again: true, code: "unauthorized", message: "The relay does not take this page's token.", retryAfter };
    }
    if ([400, 413, 415, 422].includes(status)) {
      return this.#oneByOne(outbox, entries, answer);
    }
    const code = status === 429 || status >= 500 ? "retrying" : "misconfigured";
    const why = answer.body?.detail ? ` ${answer.body.detail}` : "";
    return { again: true, code, message: `The relay answered ${status}.${why}`, retryAfter };
  }

  async #settle(outbox, entries, fates, items) {
    const done = entries.filter((entry, index) => fates[index] !== 503);
    await outbox.remove(done);
    const sent = entries.filter((entry, index) => fates[index] < 300);
    if (sent.length > 0) {
      this.#tell("ok", "sent", `${sent.length} ${sent.length === 1 ? "record is" : "records are"} stored in the relay.`, {
        interactionId: sent.length === 1 ? sent[0].id : undefined,
      });
    }
    entries.forEach((entry, index) => {
      if (fates[index] >= 300 && fates[index] !== 503) {
        this.#refused(entry, items[index]?.errors);
      }
    });
  }

  /** A batch is refused for what one of it is; and one record that a proxy refuses must not hold up the others. */
  async #oneByOne(outbox, entries, answer) {
    if (entries.length > 1) {
      for (const entry of entries) {
        const outcome = await this.#sendBatch(outbox, [entry]);
        if (outcome.again) {
          return outcome;
        }
      }
      return {};
    }
    const [entry] = entries;
    if (FINAL.includes(answer.body?.reason)) {
      await outbox.remove([entry]);
      this.#refused(entry, answer.body.errors);
      return {};
    }
    entry.tries++;
    entry.notBefore = Date.now() + Math.min(FIRST_WAIT * 2 ** entry.tries, 3600e3);
    await outbox.update(entry);
    this.#tell("warning", "misconfigured", `A record was answered ${answer.status} by something before the relay; it is kept.`, {
      interactionId: entry.id,
    });
    return {};
  }

  #refused(entry, errors) {
    const why = (errors ?? []).map((error) => `${error.pointer} ${error.detail}`).join(" ");
    this.#tell("error", "refused", `The relay says that this is no record. ${why}`, {
      interactionId: entry.id,
      record: parsed(entry.json),
    });
  }

  /** Posts with a token, and once more with a fresh one when the first is over. */
  async #post(query, type, body, patience = LONGEST_REQUEST) {
    const first = await this.#request(query, type, body, patience, false);
    return first.status === 401 && typeof this.#options.token === "function"
      ? this.#request(query, type, body, patience, true)
      : first;
  }

  async #request(query, type, body, patience, refresh) {
    const headers = { "Content-Type": type };
    const token = await this.#token(refresh);
    if (token) {
      headers.Authorization = "Bearer " + token;
    }
    const size = new TextEncoder().encode(body).length;
    const keepalive = this.#keepalive + size <= KEEPALIVE;
    this.#keepalive += keepalive ? size : 0;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), patience);
    try {
      const answer = await fetch(this.#options.address + query, {
        method: "POST",
        headers,
        body,
        keepalive,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: late.signal,
      });
      const json = /json/.test(answer.headers.get("Content-Type") ?? "") ? await answer.json().catch(() => undefined) : undefined;
      // Whatever is in between may say 200 as well: only the relay's own answer counts.
      const ok = answer.ok && json !== null && typeof json === "object" && ("items" in json || "status" in json);
      return { ok, status: answer.ok && !ok ? 502 : answer.status, body: json, retryAfter: retryAfter(answer.headers.get("Retry-After")) };
    } finally {
      clearTimeout(timer);
      this.#keepalive -= keepalive ? size : 0;
    }
  }

  async #token(refresh) {
    const { token } = this.#options;
    if (typeof token !== "function") {
      return token;
    }
    try {
      const late = {};
      const got = await within(LONGEST_TOKEN, Promise.resolve(token({ refresh })), late);
      if (got !== late && (got == null || TOKEN.test(got))) {
        return got;
      }
    } catch {
      // Told below.
    }
    throw new NoToken();
  }

  // ---- status

  /** Never the record itself, except where it would otherwise be lost. */
  #tell(level, code, message, more = {}) {
    const status = { level, code, message, ...more };
    const { onStatus } = this.#options;
    try {
      if (onStatus) {
        onStatus(status);
      } else if (level !== "ok" && this.#announced !== code) {
        console[level === "error" ? "error" : "warn"](`Activity collector: ${message}`);
      }
    } catch {
      // The page's mistake stays the page's.
    }
    this.#announced = code;
  }
}

class NoToken extends Error {}

/** Wakes whoever rests: softly when there is more to do, loudly when what failed may work now. */
class Bell {
  rung = 0;
  loud = 0;
  #listeners = new Set();

  ring(loudly = false) {
    this.rung++;
    this.loud += loudly ? 1 : 0;
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }

  /** Rests so long, or until it is over; but so long in any case as the relay asked for. */
  rest(atMost, atLeast, isOver) {
    const begun = Date.now();
    return new Promise((resolve) => {
      let timer;
      const look = () => {
        const slept = Date.now() - begun;
        clearTimeout(timer);
        if (slept >= atMost || (slept >= atLeast && isOver())) {
          this.#listeners.delete(look);
          resolve();
        } else {
          const left = (isOver() ? atLeast : atMost) - slept;
          timer = left < Infinity ? setTimeout(look, Math.min(left, 2 ** 31 - 1)) : undefined;
        }
      };
      this.#listeners.add(look);
      look();
    });
  }
}

// ---- what waits

/** Where this browser has no disk for us, or no more of it. */
class MemoryOutbox {
  #entries = [];
  bytes = 0;

  get count() {
    return this.#entries.length;
  }

  add(entry) {
    if (!this.#entries.some((known) => known.key === entry.key)) {
      this.#entries.push(entry);
      this.bytes += entry.bytes;
    }
  }

  async due(now, most) {
    return firstOf(this.#entries, now, most);
  }

  async before(time) {
    return this.#entries.filter((entry) => entry.at < time);
  }

  async remove(gone) {
    this.#entries = this.#entries.filter((entry) => !gone.includes(entry));
    this.bytes = this.#entries.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  async update() {
    // The entry is the same object.
  }
}

/** IndexedDB: one transaction a record, strictly durable, and dispatched before the desktop's event returns. */
class DiskOutbox {
  #db;
  #name;
  #totals = { count: 0, bytes: 0 };

  constructor(name) {
    this.#name = name;
    this.opened = this.#open();
    this.opened.catch(() => undefined);
  }

  async #open() {
    const opening = indexedDB.open(this.#name, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      store.createIndex("key", "key", { unique: true });
      store.createIndex("at", "at");
      store.createIndex("bytes", "bytes");
    };
    const db = await within(
      LONGEST_OPENING,
      new Promise((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      }),
    );
    if (!db) {
      throw new Error("the browser's storage does not answer");
    }
    db.onversionchange = () => db.close();
    db.onclose = () => this.#reopen(); // the browser threw its storage away
    this.#db = db;
    await this.totals();
  }

  #reopen() {
    this.#db = undefined;
    this.opened = this.#open();
    this.opened.catch(() => undefined);
  }

  /** Whether there is surely room, as far as this page knows; if not, count. */
  roomFor(entry, records, bytes) {
    return this.#totals.count < records && this.#totals.bytes + entry.bytes <= bytes;
  }

  /** What another page of this browser stored (or, below zero, removed). */
  changedElsewhere(count, bytes) {
    this.#totals.count += count;
    this.#totals.bytes += bytes;
  }

  #change(count, bytes) {
    this.changedElsewhere(count, bytes);
    this.onChange?.(count, bytes);
  }

  async totals() {
    const totals = { count: 0, bytes: 0 };
    await this.#run("readonly", (store) => {
      const walk = store.index("bytes").openKeyCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (cursor) {
          totals.count++;
          totals.bytes += cursor.key;
          cursor.continue();
        }
      };
    });
    this.#totals = totals;
    return totals;
  }

  /** A record that waits already, from this page or another, is not added again. */
  async add(entry) {
    this.#change(1, entry.bytes); // at once, so that the next record of this moment counts it
    let known = false;
    try {
      await this.#run("readwrite", (store, transaction) => {
        const adding = store.add(entry);
        adding.onsuccess = () => (entry.seq = adding.result);
        adding.onerror = (event) => {
          if (adding.error?.name === "ConstraintError") {
            known = true;
            event.preventDefault();
          }
        };
        transaction.commit?.();
      });
    } catch (failure) {
      known = true;
      throw failure;
    } finally {
      if (known) {
        this.#change(-1, -entry.bytes);
      }
    }
  }

  /** Leaves out what is gone meanwhile. */
  async update(entry) {
    if (entry.seq !== undefined) {
      await this.#run("readwrite", (store) => {
        const asking = store.getKey(entry.seq);
        asking.onsuccess = () => asking.result !== undefined && store.put(entry);
      });
    }
  }

  async due(now, most) {
    const collected = new Collected(now, most);
    await this.#run("readonly", (store) => {
      const walk = store.openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (cursor && collected.take(cursor.value)) {
          cursor.continue();
        }
      };
    });
    return collected;
  }

  async before(time) {
    const old = [];
    await this.#run("readonly", (store) => {
      const asking = store.index("at").getAll(IDBKeyRange.upperBound(time, true), 100);
      asking.onsuccess = () => old.push(...asking.result);
    });
    return old;
  }

  async remove(gone) {
    const entries = gone.filter((entry) => entry.seq !== undefined);
    if (entries.length > 0) {
      await this.#run("readwrite", (store) => entries.forEach((entry) => store.delete(entry.seq)));
      this.#change(-entries.length, -entries.reduce((sum, entry) => sum + entry.bytes, 0));
    }
  }

  /** Resolves when the transaction is complete. Begins it at once when the database is open. */
  #run(mode, work) {
    if (this.#db) {
      try {
        return this.#begin(mode, work);
      } catch (failure) {
        if (failure?.name !== "InvalidStateError") {
          return Promise.reject(failure);
        }
        this.#reopen(); // it was closed under us
      }
    }
    return this.opened.then(() => this.#begin(mode, work));
  }

  #begin(mode, work) {
    const transaction = this.#db.transaction("outbox", mode, { durability: "strict" });
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    work(transaction.objectStore("outbox"), transaction);
    return complete;
  }
}

/** The first entries that may be sent now, as many as a request carries. */
class Collected {
  entries = [];
  next = Infinity;
  #now;
  #most;
  #bytes = 0;

  constructor(now, most) {
    this.#now = now;
    this.#most = most;
  }

  /** Whether there is room for more. */
  take(entry) {
    if (entry.notBefore > this.#now) {
      this.next = Math.min(this.next, entry.notBefore - this.#now);
      return true;
    }
    if (this.entries.length > 0 && this.#bytes + entry.bytes > this.#most.bytes) {
      return false;
    }
    this.entries.push(entry);
    this.#bytes += entry.bytes;
    return this.entries.length < this.#most.records;
  }
}

function firstOf(entries, now, most) {
  const collected = new Collected(now, most);
  entries.every((entry) => collected.take(entry));
  return collected;
}

// ---- what is sent

/** The record with what the desktop does not say: whose it is, and when it was seen. */
function line(entry) {
  const collector = { version: VERSION, ...entry.agent, observedAt: entry.at, changed: entry.changed };
  return `{"collector":${JSON.stringify(collector)},"record":${entry.json}}`;
}

/** The record as JSON at this moment, whatever it is made of, and short enough for the relay. */
function serialised(record) {
  if (record === null || typeof record !== "object" || Array.isArray(record)) {
    throw new TypeError("the event's argument is no object");
  }
  let json;
  try {
    json = JSON.stringify(record);
  } catch {
    // Circular, too deep, or something in it throws: taken apart below.
  }
  const changed = [];
  if (typeof json !== "string" || json[0] !== "{" || json.length > LONGEST_TEXTS[0]) {
    for (const longest of LONGEST_TEXTS) {
      changed.length = 0;
      json = JSON.stringify(plain(record, longest, changed));
      if (json.length <= LONGEST_RECORD / 3 || new TextEncoder().encode(json).length <= LONGEST_RECORD) {
        break;
      }
    }
  }
  return { json, id: idOf(json), changed };
}

function idOf(json) {
  const id = parsed(json)?.interactionId;
  return typeof id === "string" || typeof id === "number" ? String(id).slice(0, 300) : "";
}

/** A copy of plain objects, lists and scalars. Notes where it differs, without saying what was there. */
function plain(value, longest, changed) {
  const above = new Set();
  let left = 100e3;
  const note = (path, why) => {
    if (changed.length < 20) {
      changed.push(`${path || "/"} (${why})`);
    }
  };
  const copy = (from, path, depth) => {
    if (typeof from === "string") {
      if (from.length > longest) {
        note(path, `${from.length} characters, cut`);
        return from.slice(0, longest) + " …";
      }
      return from;
    }
    if (typeof from === "bigint") {
      return String(from);
    }
    if (from === null || typeof from !== "object") {
      return typeof from === "function" || typeof from === "symbol" ? undefined : from;
    }
    if (above.has(from) || depth > DEEPEST || --left < 0) {
      note(path, above.has(from) ? "contains itself" : "too deep or too much");
      return null;
    }
    above.add(from);
    try {
      const own = ownJson(from);
      if (own !== undefined) {
        return copy(own, path, depth + 1);
      }
      if (Array.isArray(from)) {
        return Array.from(from, (item, index) => copy(item, `${path}/${index}`, depth + 1) ?? null);
      }
      const to = {};
      for (const key of Object.keys(from)) {
        const place = `${path}/${key.slice(0, 100)}`;
        try {
          const item = copy(from[key], place, depth + 1);
          if (item !== undefined && key !== "__proto__") {
            to[key] = item;
          }
        } catch {
          note(place, "cannot be read");
        }
      }
      return to;
    } finally {
      above.delete(from);
    }
  };
  const result = copy(value, "", 0);
  return result !== null && typeof result === "object" && !Array.isArray(result) ? result : {};
}

function ownJson(from) {
  try {
    return typeof from.toJSON === "function" ? from.toJSON() : undefined;
  } catch {
    return undefined;
  }
}

/** 106 bits of a text, so that the same record in two tabs is one; not meant against anybody. */
function digest(text) {
  return half(text, 0) + half(text, 0x9e3779b9);
}

function half(text, seed) {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(36) + (a >>> 0).toString(36) + ".";
}

// ---- small things

function within(milliseconds, promise, late) {
  let timer;
  const over = new Promise((resolve) => {
    timer = setTimeout(() => resolve(late), Math.max(0, milliseconds));
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function text(value) {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 500) : undefined;
}

function name(failure) {
  return String(failure?.name ?? "unknown");
}

/** Milliseconds, from seconds or a date (RFC 9110 section 10.2.3). */
function retryAfter(header) {
  if (!header) {
    return undefined;
  }
  const wait = /^\d+$/.test(header) ? header * 1000 : Date.parse(header) - Date.now();
  return wait > 0 ? Math.min(wait, 24 * 3600e3) : undefined;
}
