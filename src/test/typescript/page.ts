// Pages as developers write them: each must compile under strict rules.
import { type ActivityCollector, type CollectorStatus, collectActivities } from "./activity-collector.js";
import { AdApi as SimulatedAdApi } from "./simulated-desktop.js";
import { AdApi, AdApi519 } from "./sdk.js";

const plain: ActivityCollector = collectActivities(new AdApi(), { url: "https://relay.example.com" });
collectActivities(new AdApi519(), { url: "https://relay.example.com", token: "relay_publish_0" });
collectActivities(new SimulatedAdApi(), { url: "http://localhost:8080" });

collectActivities(new AdApi(), {
  url: "https://relay.example.com",
  token: async ({ refresh }) => {
    const again: boolean = refresh;
    return again ? "fresh" : "kept";
  },
  wait: { for: "crm", atMost: 5000 },
  limits: { days: 7 },
  onStatus: show,
});

function show(status: CollectorStatus): void {
  const line: string = `${status.level}: ${status.message}`;
  switch (status.code) {
    case "refused":
    case "expired":
    case "lost": {
      const record: unknown = status.record;
      console.log(line, record);
      break;
    }
    default:
      console.log(line, status.retryAt?.toFixed());
  }
}

const waiting: Promise<number> = plain.waiting();
plain.flush();
plain.stop();

// The types alone, as a package; the code comes from the relay.
type Module = typeof import("@activity-relay/activity-collector-types");
declare const loaded: Module;
const collector = loaded.collectActivities(new AdApi(), { url: "https://relay.example.com" });
const count: Promise<number> = collector.waiting();

export { count, waiting };
