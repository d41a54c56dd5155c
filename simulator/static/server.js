// The way to the server: JSON in, JSON out, and what changed since we last asked.

const listeners = new Map();
const toast = document.getElementById("kabar");
const BUSY = 350;
const IDLE = 1500;
let change = 0;
let busyUntil = 0;
let timer = null;
let hiding = null;

export function say(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (toast.hidden = true), 5000);
}

export async function post(path, body = {}) {
  busyUntil = Date.now() + 15000;
  const sent = body instanceof Blob ? { body, headers: { "Content-Type": body.type.split(";")[0] } }
    : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  try {
    const answer = await fetch(`api/${path}`, { method: "POST", ...sent });
    if (!answer.ok) throw new Error(String(answer.status));
    soon();
    return await answer.json();
  } catch (error) {
    say(error.message === "409" ? "Itu tidak dapat dilakukan pada keadaan laporan sekarang." : "Sistem tidak menjawab. Coba lagi sebentar.");
    throw error;
  }
}

export const look = async (path) => (await fetch(`api/${path}`, { cache: "no-store" })).json();

// `heard(thing)` is called for every object of a kind, new or changed, in order.
export function listen(kind, heard) {
  listeners.set(kind, heard);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, 60);
}

async function ask() {
  clearTimeout(timer);
  try {
    const news = await look(`changes?after=${change}`);
    change = news.change;
    for (const thing of news.things) listeners.get(thing.kind)?.(thing);
    listeners.get("*")?.(news.things);
    document.body.dataset.ready = "1";
  } catch {
    // The system may be starting anew; the next look tells.
  }
  timer = setTimeout(ask, document.hidden ? 4000 : Date.now() < busyUntil ? BUSY : IDLE);
}

export function begin() {
  ask();
  document.addEventListener("visibilitychange", soon);
}
