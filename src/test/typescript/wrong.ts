// Each line marked below must be refused by the compiler; CollectorTypesTest counts them.
import { collectActivities } from "./activity-collector.js";
import { AdApi } from "./sdk.js";

collectActivities(new AdApi(), {}); // wrong: no url
collectActivities(new AdApi(), { url: 7 }); // wrong: no text
collectActivities(new AdApi(), { url: "https://relay.example.com", wait: 5000 }); // wrong: for whom?
collectActivities(new AdApi(), { url: "https://relay.example.com", tokn: "x" }); // wrong: unknown option
collectActivities({}, { url: "https://relay.example.com" }); // wrong: no desktop
collectActivities(new AdApi(), { url: "https://relay.example.com", onStatus: (s) => s.record }); // wrong: not always there
