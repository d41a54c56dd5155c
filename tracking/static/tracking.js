// Keeps the page true while it is open: asks again every few seconds and exchanges the parts that changed.
// A part marked as `data-own` is drawn by a script of its own and only gets its new facts ("fresh" tells).
// What the visitor is filling in stays as it is. Without this script the page works all the same.

const PAUSE = 4000;
const LONGEST_PAUSE = 60000;
const fresh = document.getElementById("segar");
let etag = null;
let pause = PAUSE;

function inUse(section) {
  if (section.contains(document.activeElement)) return true;
  const filled = [...section.querySelectorAll("textarea")].some((area) => area.value !== "");
  return filled || section.querySelector("input:checked") !== null;
}

function exchange(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.title = next.title;
  const main = document.getElementById("isi");
  const message = document.getElementById("pesan");
  const known = new Map([...main.querySelectorAll("[data-live]")].map((section) => [section.dataset.live, section]));
  const wanted = [...next.querySelectorAll("[data-live]")];
  for (const section of wanted) {
    const present = known.get(section.dataset.live);
    known.delete(section.dataset.live);
    if (!present) main.append(document.importNode(section, true));
    else if ("own" in section.dataset) Object.assign(present.dataset, section.dataset);
    else if (present.outerHTML !== section.outerHTML && !inUse(present)) {
      present.replaceWith(document.importNode(section, true));
    }
  }
  for (const gone of known.values()) gone.remove();
  // In the order of the server, whatever came or went; what stands in its place is not moved, so that it keeps the focus.
  let follower = null;
  for (const section of wanted.reverse()) {
    const placed = main.querySelector(`[data-live="${section.dataset.live}"]`);
    if (placed.nextElementSibling !== follower) main.insertBefore(placed, follower);
    follower = placed;
  }
  if (message && main.firstElementChild !== message) main.prepend(message);
  document.dispatchEvent(new Event("fresh"));
}

async function look() {
  if (!document.hidden) {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(location.pathname, { headers, cache: "no-store" });
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        exchange(await answer.text());
      } else if (answer.status === 404) {
        location.reload();
        return;
      }
      pause = answer.status < 500 ? PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
  setTimeout(look, pause);
}

fresh.hidden = false;
setTimeout(look, PAUSE);
