// WhatsApp: one conversation for each customer, ticks, buttons, photos, voice notes, places.

import { post, say } from "./server.js";

const log = document.getElementById("pesan");
const replies = document.getElementById("balasan");
const state = document.getElementById("chat-keadaan");
const text = document.getElementById("teks");
const menu = document.getElementById("lampiran");
const opener = document.getElementById("lampirkan");
const file = document.getElementById("berkas");
const TICKS = { sent: ["✓", "terkirim"], delivered: ["✓✓", "sampai"], read: ["✓✓", "dibaca"], failed: ["!", "gagal"] };
const BUTTONS = 3;
const messages = new Map();
let number = null;

export function chosen(next) {
  number = next;
  log.replaceChildren(notice("Pesan di sini dijawab oleh sistem yang sesungguhnya. Mulailah seperti pelanggan: sapa, atau langsung laporkan padam."));
  for (const message of [...messages.values()].sort((a, b) => a.born - b.born)) draw(message);
  after();
}

export function arrived(message) {
  messages.set(message.id, message);
  if (message.number !== number) return;
  draw(message);
  after();
}

function notice(words) {
  const made = document.createElement("p");
  made.className = "notice";
  made.textContent = words;
  return made;
}

function draw(message) {
  if (message.number !== number) return;
  const bubble = message.status === "undelivered" ? notice(`Pesan PLN tidak terkirim (${message.error}): 24 jam sejak pesan terakhir pelanggan sudah lewat, hanya templat yang boleh.`) : make(message);
  bubble.id = message.id;
  const known = document.getElementById(message.id);
  if (known) known.replaceWith(bubble);
  else log.append(bubble);
}

function make(message) {
  const bubble = document.createElement("div");
  bubble.className = `bubble ${message.inbound ? "mine" : "theirs"}`;
  if (message.media) bubble.append(media(message));
  if (message.place) bubble.append(place(message.place));
  if (message.text) bubble.append(written(message.text));
  const foot = document.createElement("span");
  foot.className = "foot";
  foot.append(new Date(message.at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone || undefined }));
  if (message.inbound) {
    const tick = document.createElement("span");
    const [sign, meaning] = TICKS[message.status] ?? TICKS.sent;
    tick.className = `tick ${message.status}`;
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", meaning);
    tick.textContent = sign;
    foot.append(" ", tick);
  }
  bubble.append(foot);
  return bubble;
}

function written(words) {
  const made = document.createElement("p");
  for (const part of words.split(/(https?:\/\/\S+)/)) {
    if (/^https?:\/\//.test(part)) {
      const link = document.createElement("a");
      link.href = part;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = part;
      made.append(link);
    } else made.append(part);
  }
  return made;
}

function media(message) {
  const name = message.media.split("/").pop();
  const made = document.createElement(message.content_type.startsWith("audio") ? "audio" : "img");
  made.src = `media/${name}`;
  if (made.tagName === "IMG") made.alt = "Foto dari pelanggan";
  else {
    made.controls = true;
    made.setAttribute("aria-label", "Pesan suara");
  }
  return made;
}

function place({ lat, lon, label }) {
  const made = document.createElement("p");
  made.className = "place";
  made.textContent = `📍 ${label || "Lokasi"} (${lat.toFixed(5)}, ${lon.toFixed(5)})`;
  return made;
}

function after() {
  log.scrollTop = log.scrollHeight;
  const mine = [...messages.values()].filter((message) => message.number === number).sort((a, b) => a.born - b.born);
  const last = mine.at(-1);
  state.textContent = last?.inbound && last.status === "sent" ? "sedang mengetik…" : "daring";
  offer(last && !last.inbound ? last.text : "");
  if (!document.hidden && mine.some((message) => !message.inbound && message.status === "delivered")) post(`chats/${encodeURIComponent(number)}/read`).catch(() => {});
}

// The numbered lines under a question are what can be tapped: up to three buttons, else a list.
function offer(words) {
  const titles = [...words.matchAll(/^\d{1,2}\. (.{1,24})$/gm)].map((found) => found[1]);
  const buttons = titles.map((title) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = title;
    made.addEventListener("click", () => send({ text: title, button: true }));
    return made;
  });
  if (titles.length > BUTTONS) {
    const list = document.createElement("details");
    const label = document.createElement("summary");
    label.textContent = "Lihat pilihan";
    list.append(label, ...buttons);
    replies.replaceChildren(list);
  } else replies.replaceChildren(...buttons);
}

async function send(body) {
  replies.replaceChildren();
  await post(`chats/${encodeURIComponent(number)}/messages`, body).catch(() => {});
}

async function upload(blob, words = "") {
  const kept = await post("media", blob).catch(() => null);
  if (kept) await send({ media: kept.media, text: words });
}

document.getElementById("tulis").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  send({ text: words });
});
document.getElementById("contoh-pesan").addEventListener("click", (event) => {
  if (!event.target.matches("button")) return;
  text.value = event.target.textContent;
  text.focus();
});
opener.addEventListener("click", () => {
  menu.hidden = !menu.hidden;
  opener.setAttribute("aria-expanded", String(!menu.hidden));
});
menu.addEventListener("click", (event) => {
  const kind = event.target.dataset?.send;
  if (!kind) return;
  menu.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  ({ contoh: sample, foto: () => file.click(), suara: record, lokasi: pin })[kind]();
});
file.addEventListener("change", async () => {
  const [picked] = file.files;
  file.value = "";
  if (!picked) return;
  try {
    const image = await createImageBitmap(picked);
    const scale = Math.min(1, 1280 / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * scale, height: image.height * scale });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => upload(blob), "image/jpeg", 0.8);
  } catch {
    say("Berkas itu bukan foto.");
  }
});

// A meter without a light, for those who have no photo at hand.
function sample() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 360 });
  const pen = canvas.getContext("2d");
  const box = (colour, ...where) => Object.assign(pen, { fillStyle: colour }) && pen.fillRect(...where);
  box("#8b7d6b", 0, 0, 480, 360);
  box("#e9e9e4", 120, 40, 240, 270);
  box("#23302a", 160, 80, 160, 60);
  pen.fillStyle = "#5f7a66";
  pen.font = "34px monospace";
  pen.fillText("– – – –", 172, 122);
  box("#444", 215, 190, 50, 80);
  box("#c0392b", 222, 232, 36, 30);
  canvas.toBlob((blob) => upload(blob, "ini foto meterannya"), "image/jpeg", 0.8);
}

async function record() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream);
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      upload(new Blob(parts, { type: recorder.mimeType.split(";")[0] }));
    };
    recorder.start();
    say("Merekam 4 detik …");
    setTimeout(() => recorder.stop(), 4000);
  } catch {
    upload(silence());
  }
}

// Where there is no microphone the note is a second of silence.
function silence() {
  const rate = 8000;
  const view = new DataView(new ArrayBuffer(44 + rate));
  const put = (at, word) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  put(0, "RIFF"); view.setUint32(4, 36 + rate, true); put(8, "WAVEfmt "); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, rate, true);
  view.setUint16(32, 1, true); view.setUint16(34, 8, true); put(36, "data"); view.setUint32(40, rate, true);
  new Uint8Array(view.buffer, 44).fill(128);
  return new Blob([view], { type: "audio/wav" });
}

function pin() {
  const somewhere = () => send({ lat: -6.9147 + (Math.random() - 0.5) / 50, lon: 107.6098 + (Math.random() - 0.5) / 50, text: "Rumah" });
  somewhere();
}
