// The page around the desktop: breaks it, and watches what becomes of its records.
const find = (id) => document.getElementById(id);
const records = new Map();
let frame;
let offline = false;
let lost = 0;

open();
find("network").addEventListener("click", () => {
  offline = !offline;
  find("network").setAttribute("aria-checked", String(!offline));
  find("network-word").textContent = offline ? "Offline" : "Online";
  frame?.contentWindow.postMessage({ offline }, location.origin);
});
find("crash").addEventListener("click", crash);
find("reopen").addEventListener("click", open);
addEventListener("message", (event) => {
  if (event.origin === location.origin && frame && event.source === frame.contentWindow) {
    if (event.data.saved) {
      add(event.data.saved);
    }
    if (event.data.lost) {
      lost++;
    }
    if (event.data.crash) {
      crash();
    }
  }
});
watch();

function open() {
  frame = document.createElement("iframe");
  frame.title = "Simulated agent desktop";
  frame.src = "/collector/demo/desktop.html" + (offline ? "#offline" : "");
  find("viewport").replaceChildren(frame);
  find("crashed").hidden = true;
  find("crash").disabled = false;
}

/** Everything that ran in the tab is gone, between one instruction and the next. */
function crash() {
  frame?.remove();
  frame = undefined;
  find("crashed").hidden = false;
  find("crash").disabled = true;
  find("reopen").focus();
}

function add(saved) {
  const item = find("record").content.firstElementChild.cloneNode(true);
  item.classList.add("fresh");
  item.querySelector(".what").textContent =
    { voice: "Call", chat: "Chat", email: "Email" }[saved.type] + " · " + (saved.disposition || "no disposition");
  item.querySelector(".agent").textContent = saved.agent;
  step(item, "browser", "done", "stored here first");
  step(item, "relay", "now", "on its way");
  find("records").prepend(item);
  find("none").hidden = true;
  records.set(saved.id, { item });
  count();
}

async function watch() {
  for (;;) {
    for (const [id, record] of records) {
      if (!record.done) {
        await look(id, record);
      }
    }
    count();
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });
  }
}

async function look(id, record) {
  try {
    const answer = await fetch("/api/v1/activities?interactionId=" + encodeURIComponent(id));
    problem(answer.ok ? "" : answer.status === 401 || answer.status === 403
      ? "What becomes of records is for operators. Start this demonstration without API keys to watch it."
      : `The relay answers ${answer.status}.`);
    const found = answer.ok ? (await answer.json()).items[0] : undefined;
    if (found) {
      stored(record, found);
    }
  } catch {
    problem("The relay does not answer. Records wait in the browser.");
  }
}

function stored(record, found) {
  const { item } = record;
  record.stored = true;
  step(item, "relay", "done", "stored, synced to disk");
  const chips = found.deliveries.map((delivery) => {
    const chip = document.createElement("span");
    const state = delivery.state === "delivered" && delivery.mode === "dry-run" ? "dry run" : delivery.state.replace("_", " ");
    chip.className = "chip " + ({ delivered: "good", "dry run": "noted", parked: "bad" }[state] ?? "trouble");
    chip.append(Object.assign(document.createElement("b"), { textContent: delivery.destination }), state);
    return chip;
  });
  item.querySelector(".chips").replaceChildren(...chips);
  const open = found.deliveries.filter((delivery) => ["pending", "in_flight"].includes(delivery.state)).length;
  record.done = open === 0;
  const words = found.deliveries.length === 0 ? "no rule wanted it" : open === 0 ? "all reached" : "under way";
  step(item, "destinations", record.done ? "done" : "now", words);
  const story = item.querySelector(".story");
  story.href = "/records/" + encodeURIComponent(found.id);
  story.hidden = false;
}

function step(item, name, state, words) {
  const place = item.querySelector(`[data-step=${name}]`);
  place.className = state;
  place.querySelector("small").textContent = words;
}

function problem(text) {
  find("problem").textContent = text;
  find("problem").hidden = text === "";
}

function count() {
  const all = [...records.values()];
  find("count-saved").textContent = all.length;
  find("count-stored").textContent = all.filter((record) => record.stored).length;
  find("count-lost").textContent = lost;
  find("lost").classList.toggle("some", lost > 0);
  find("count-done").textContent = all.filter((record) => record.done).length;
}
