// Lighthouse over addresses: node audit.mjs '{"chromium": ..., "flags": [...], "forms": ["mobile"], "addresses": [...], "categories": [...]}'
// Prints a list of {form, address, speed, scores, faults}: `speed` is how fast Lighthouse found this machine, and `faults` names
// every weighted audit that is not whole.
import * as launcher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const { chromium, flags, forms, addresses, categories, patience } = JSON.parse(process.argv[2]);
const chrome = await launcher.launch({ chromePath: chromium, chromeFlags: flags });
const found = [];
try {
  for (const form of forms) {
    for (const address of addresses) {
      const options = { port: chrome.port, onlyCategories: categories, disableFullPageScreenshot: true, ...patience };
      const { lhr } = await lighthouse(address, options, form === "desktop" ? desktopConfig : undefined);
      found.push({ form, address, ...verdict(lhr) });
    }
  }
} finally {
  chrome.kill();
}
console.log(JSON.stringify(found));

function verdict(lhr) {
  if (lhr.runtimeError) throw new Error(`${lhr.finalDisplayedUrl}: ${lhr.runtimeError.message}`);
  const scores = {};
  const faults = [];
  for (const [name, category] of Object.entries(lhr.categories)) {
    scores[name] = category.score === null ? null : Math.round(category.score * 100);
    for (const { id, weight } of category.auditRefs) {
      const audit = lhr.audits[id];
      if (weight && audit.score !== null && audit.score < 1)
        faults.push({ category: name, audit: id, score: audit.score, said: [audit.displayValue ?? "", ...(audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? "")].filter(Boolean) });
    }
  }
  return { speed: lhr.environment.benchmarkIndex, scores, faults };
}
