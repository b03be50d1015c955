// The agent's page: a simulated desktop, and the three lines that hand its records in.
import { collectActivities } from "/collector/v1/activity-collector.js";
import { AdApi } from "/collector/v1/simulated-desktop.js";

const AGENTS = { "A-1001": "ada.pereira", "A-1002": "ben.okafor" };
const find = (id) => document.getElementById(id);
const tell = (message) => parent.postMessage(message, location.origin);

// "Offline" in this demonstration: requests of this page fail, as they do without a network.
let offline = location.hash === "#offline";
const fetchFromNetwork = window.fetch;
window.fetch = (...request) => (offline ? Promise.reject(new TypeError("offline")) : fetchFromNetwork(...request));

const adApi = new AdApi();
const collector = collectActivities(adApi, { url: location.origin, onStatus });

const logIn = () => adApi.logIn({ agentId: find("agent").value, username: AGENTS[find("agent").value] });
logIn();

// For the page around this one.
adApi.on("ON_SAVE_ACTIVITY_RECORD", (record) => {
  tell({ saved: { id: record.interactionId, type: record.type, disposition: record.disposition, agent: find("agent").selectedOptions[0].text } });
});

find("agent").addEventListener("change", logIn);
find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  complete();
});
find("complete-and-crash").addEventListener("click", () => {
  complete();
  tell({ crash: true });
});
addEventListener("message", (event) => {
  if (event.origin === location.origin && event.source === parent && "offline" in event.data) {
    offline = event.data.offline;
    dispatchEvent(new Event(offline ? "offline" : "online"));
    show();
  }
});
setInterval(show, 500);

function complete() {
  adApi.complete({
    type: document.querySelector("[name=type]:checked").value,
    disposition: find("disposition").value || undefined,
    description: find("notes").value,
  });
  show();
}

let last = { level: "ok", message: "" };

function onStatus(status) {
  last = status;
  if (["refused", "expired", "lost"].includes(status.code)) {
    tell({ lost: true });
  }
  show();
}

async function show() {
  const waiting = await collector.waiting();
  const line = find("status");
  line.className = "status " + (waiting === 0 ? "ok" : offline ? "warning" : last.level);
  if (waiting > 0) {
    const records = `${waiting} ${waiting === 1 ? "record waits" : "records wait"}`;
    line.textContent = offline ? `No network: ${records} in this browser.` : `${records} in this browser; sending.`;
  } else {
    line.textContent = offline ? "No network. Complete something all the same." : "Everything is in the relay.";
  }
  tell({ waiting });
}
