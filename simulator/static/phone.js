// The telephone: executes the documents of a call as the carrier does.

import { post } from "./server.js";
import { canHear, canSpeak, hear, hush, speak } from "./voice.js";

const el = (id) => document.getElementById(id);
const captions = el("takarir"), state = el("telepon-keadaan"), bar = el("batas");
const typed = el("ucapan"), caller = el("penelepon"), human = el("manusia"), microphone = el("mikrofon");
const MOST_DOCUMENTS = 20;
const RELAXED = 4;
const LONGEST_AUDIO = 30;
const calls = new Map();
let call = null;

class HungUp extends Error {}

export function rang(thing) {
  calls.set(thing.id, thing);
  if (call?.id === thing.id) {
    call.wake?.();
    if (thing.answered && call.connecting && !call.met) {
      call.met = "angkat";
      call.hear?.({ human: "angkat" });
    }
    if (!["in-progress", "ringing"].includes(thing.status)) finish();
  } else if (!call && thing.status === "ringing" && !thing.inbound && Date.now() - (rang.since ?? 0) > 0) offer(thing);
}

function offer(thing) {
  call = { id: thing.id, queue: [], ringing: true };
  state.textContent = "PLN 123 menelepon …";
  caption("note", "Panggilan masuk. Tekan Jawab.");
  controls();
}

function caption(who, words) {
  captions.querySelector(".hint")?.remove();
  const made = document.createElement("p");
  made.className = who;
  made.textContent = words;
  captions.append(made);
  captions.scrollTop = captions.scrollHeight;
}

function controls() {
  const talking = Boolean(call) && !call.ringing;
  el("panggil").hidden = Boolean(call?.ringing);
  el("jawab").hidden = !call?.ringing;
  el("panggil").disabled = Boolean(call);
  el("tutup").disabled = !call;
  caller.disabled = Boolean(call);
  for (const control of [typed, el("diam"), ...document.querySelectorAll("#tombol button, #ucap .send")]) control.disabled = !talking;
  microphone.hidden = !(canHear() && talking);
  human.hidden = !call?.connecting;
  if (talking && document.activeElement === document.body) typed.focus();
}

// -- what the customer does ------------------------------------------------------------------------------------------

el("panggil").addEventListener("click", async () => {
  captions.replaceChildren();
  state.textContent = "memanggil …";
  call = { id: null, queue: [] };
  controls();
  try {
    call.id = (await post("calls", { number: caller.value || null })).sid;
    run(call, 1).catch(closed);
  } catch {
    finish();
  }
});
el("jawab").addEventListener("click", async () => {
  call.ringing = false;
  const known = calls.get(call.id);
  controls();
  if (known.verbs) return void execute(call, known.verbs).catch(closed);
  const who = known.detects ? { AnsweredBy: "human" } : {};
  await post(`calls/${call.id}/step`, { address: known.address, fields: { CallStatus: "in-progress", ...who } });
  run(call, known.step + 1).catch(closed);
});
el("tutup").addEventListener("click", () => {
  const { id, ringing } = call;
  finish();
  if (id) post(`calls/${id}/end`, { declined: Boolean(ringing) }).catch(() => {});
});
el("ucap").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = typed.value.trim();
  typed.value = "";
  if (words) input({ words });
});
el("tombol").addEventListener("click", (event) => event.target.dataset?.key && input({ key: event.target.dataset.key }));
el("diam").addEventListener("click", () => input({ silent: true }));
microphone.addEventListener("click", () => {
  hush();
  microphone.classList.add("on");
  hear((words) => input({ words }), () => microphone.classList.remove("on"));
});
human.addEventListener("click", (event) => event.target.dataset?.human && input({ human: event.target.dataset.human }));

function input(what) {
  if (!call) return;
  if (what.words) caption("me", what.words);
  if (what.key) {
    const last = captions.lastElementChild;
    if (last?.className === "me keys") last.textContent += what.key;
    else caption("me keys", what.key);
  }
  call.hear?.(what);
}

// -- what the carrier does -------------------------------------------------------------------------------------------

function alive(here) {
  if (call !== here) throw new HungUp();
}

async function run(here, step) {
  for (let count = 0; count < MOST_DOCUMENTS; count += 1) {
    const redirected = await execute(here, await documentOf(here, step));
    if (redirected === null) return;
    step = await request(here, redirected);
  }
}

async function documentOf(here, step) {
  while ((calls.get(here.id)?.step ?? 0) < step) {
    alive(here);
    await new Promise((wake) => (here.wake = wake));
  }
  alive(here);
  const known = calls.get(here.id);
  if (!known.failed) return known.verbs;
  if (here.fellBack) return [];
  // Where a webhook fails the carrier goes to the fallback address, once.
  here.fellBack = true;
  return documentOf(here, await request(here, "/voice/fallback", { ErrorCode: "11200" }));
}

async function request(here, address, fields = {}) {
  alive(here);
  const next = (calls.get(here.id)?.step ?? 0) + 1;
  await post(`calls/${here.id}/step`, { address, fields });
  return next;
}

// Run the verbs; answer the address to go on with, null where the call is over.
async function execute(here, verbs) {
  for (const verb of verbs) {
    alive(here);
    state.textContent = "tersambung";
    switch (verb.name) {
      case "Say": await say(here, verb.text); break;
      case "Play": await play(here, verb.text); break;
      case "Pause": await pause(here, Number(verb.options.length || 1)); break;
      case "Gather": {
        const heard = await gather(here, verb);
        if (heard || verb.options.actionOnEmptyResult === "true") {
          await run(here, await request(here, verb.options.action || calls.get(here.id).here, heard ?? {}));
          return null;
        }
        break;
      }
      case "Enqueue": await connected(here, verb, await queue(here, verb)); return null;
      case "Dial": await connected(here, verb, await ring(here, verb)); return null;
      case "Record": await record(here, verb); return null;
      // A browser cannot sign the handshake of a socket: this carrier reports that it did not reach it.
      case "Connect": await run(here, await request(here, verb.options.action, { SessionStatus: "failed", ErrorCode: "64102" })); return null;
      case "Redirect": return verb.text;
      case "Hangup": case "Reject": over(here); return null;
      default: break;
    }
  }
  alive(here);
  over(here);
  return null;
}

async function say(here, words) {
  caption("pln", words);
  await speak(words, el("bersuara").checked);
  alive(here);
}

// What is played is heard where it is of this system; of another host only the caption tells, for as long as a jingle lasts.
async function play(here, address) {
  caption("note", "♪ audio");
  const from = new URL(address, location.href);
  if (from.origin !== location.origin || !el("bersuara").checked) return pause(here, 3);
  const audio = new Audio(from.href);
  const ended = new Promise((done) => (audio.onended = audio.onerror = done));
  try {
    await audio.play();
    await Promise.race([ended, pause(here, Math.min(audio.duration || LONGEST_AUDIO, LONGEST_AUDIO))]);
  } catch {
    await pause(here, 3);
  } finally {
    audio.pause();
  }
  return alive(here);
}

// A pause that ends early when the customer or the human does something.
function pause(here, seconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    here.hear = (what) => {
      if (what.human || what.silent) {
        clearTimeout(timer);
        here.met = what.human ?? here.met;
        done();
      }
    };
  }).finally(() => (here.hear = null));
}

function gather(here, verb) {
  const { input: kinds = "dtmf", numDigits, finishOnKey = "#", timeout = "5" } = verb.options;
  return new Promise((resolve, reject) => {
    let digits = "", timer = null, asked = false, answered = false;
    const seconds = Number(timeout) * (el("sungguhan").checked ? 1 : RELAXED);
    const done = (answer) => {
      if (answered) return;
      answered = true;
      clearInterval(timer);
      bar.style.width = "0";
      here.hear = null;
      hush();
      if (call === here) resolve(answer);
      else reject(new HungUp());
    };
    const count = () => {
      clearInterval(timer);
      let left = seconds;
      timer = setInterval(() => {
        if (call !== here) return done(null);
        // Who is writing is speaking: the line is not silent.
        if (!typed.value && !microphone.classList.contains("on")) left -= 0.1;
        bar.style.width = `${Math.max(0, (left / seconds) * 100)}%`;
        if (left <= 0) done(digits ? { Digits: digits } : null);
        return undefined;
      }, 100);
    };
    here.hear = (what) => {
      // The first sound ends the prompt.
      hush();
      if (what.silent) return done(digits ? { Digits: digits } : null);
      if (what.words && kinds.includes("speech")) return done({ SpeechResult: what.words, Confidence: "0.9", Language: verb.options.language ?? "" });
      if (what.words) return caption("note", "Pada pertanyaan ini sistem hanya mendengar tombol.");
      if (!what.key) return undefined;
      if (what.key === finishOnKey && !numDigits) return done(digits ? { Digits: digits } : null);
      digits += what.key;
      if (numDigits && digits.length >= Number(numDigits)) return done({ Digits: digits });
      if (asked) count();
      return undefined;
    };
    (async () => {
      for (const inner of verb.nested) {
        if (answered || digits) break;
        if (inner.name === "Say") await say(here, inner.text);
        else if (inner.name === "Pause") await new Promise((next) => setTimeout(next, Number(inner.options.length || 1) * 1000));
      }
      asked = true;
      if (!answered) {
        state.textContent = "mendengarkan …";
        count();
      }
    })().catch(() => done(null));
  });
}

async function queue(here, verb) {
  const begun = Date.now();
  here.connecting = true;
  here.met = null;
  controls();
  await post(`calls/${here.id}/waiting`, { waiting: true });
  try {
    return await waiting(here, verb, begun);
  } finally {
    // Who hung up waits no more: the end of the call told that.
    if (call === here) post(`calls/${here.id}/waiting`, { waiting: false }).catch(() => {});
  }
}

async function waiting(here, verb, begun) {
  while (!here.met) {
    state.textContent = "menunggu petugas";
    const waited = Math.round((Date.now() - begun) / 1000);
    const fields = { QueueTime: String(waited), QueuePosition: "1", AvgQueueTime: "60", CurrentQueueSize: "1" };
    if (!verb.options.waitUrl) {
      await pause(here, 60);
      continue;
    }
    const left = await announce(here, await documentOf(here, await request(here, verb.options.waitUrl, fields)));
    if (left) return { ...left, QueueTime: String(waited) };
  }
  return here.met === "angkat" ? { QueueResult: "bridged" } : { QueueResult: "leave", QueueTime: "180" };
}

// What is told and asked while one waits; the result if it ends the waiting.
async function announce(here, verbs) {
  for (const inner of verbs) {
    alive(here);
    if (here.met) return null;
    if (inner.name === "Leave") return { QueueResult: "leave" };
    if (inner.name === "Redirect") return { QueueResult: "redirected", address: inner.text };
    if (inner.name === "Say") await say(here, inner.text);
    if (inner.name === "Play") await play(here, inner.text);
    if (inner.name === "Pause") await pause(here, Number(inner.options.length || 5));
    if (inner.name === "Gather") {
      const heard = await Promise.race([gather(here, inner), met(here)]);
      if (heard) return announce(here, await documentOf(here, await request(here, inner.options.action, heard)));
    }
  }
  return null;
}

// What is said after the tone is not kept here: a browser has no carrier that could.
async function record(here, verb) {
  caption("note", "Nada: bicaralah, lalu tekan #.");
  await gather(here, { nested: [], options: { input: "dtmf speech", timeout: verb.options.timeout ?? "6", finishOnKey: "#" } });
  return run(here, await request(here, verb.options.action));
}

// Until somebody on the stage takes the call.
async function met(here) {
  while (!here.met) {
    alive(here);
    await new Promise((next) => setTimeout(next, 200));
  }
  return null;
}

async function ring(here, verb) {
  here.connecting = true;
  here.met = null;
  controls();
  state.textContent = "menghubungi petugas …";
  await pause(here, Number(verb.options.timeout || 30));
  return { DialCallStatus: here.met === "angkat" ? "completed" : here.met === "sibuk" ? "busy" : "no-answer" };
}

async function connected(here, verb, result) {
  alive(here);
  if (here.met === "angkat") {
    state.textContent = "tersambung dengan petugas";
    caption("note", "Petugas: “Selamat siang, dengan petugas PLN 123. Laporannya sudah tampil di layar saya.”");
    await pause(here, 4);
  }
  here.connecting = false;
  controls();
  if (result.address) return run(here, await request(here, result.address));
  if (!verb.options.action) return over(here);
  return run(here, await request(here, verb.options.action, result));
}

function over(here) {
  if (call !== here) return;
  finish();
  post(`calls/${here.id}/end`).catch(() => {});
}

function closed(error) {
  if (!(error instanceof HungUp)) finish();
}

function finish() {
  const was = call;
  call = null;
  hush();
  was?.wake?.();
  bar.style.width = "0";
  caption("note", "Panggilan berakhir.");
  state.textContent = "siap menelepon";
  controls();
}

if (!canSpeak()) el("bersuara").checked = false;
controls();
