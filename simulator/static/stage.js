// The stage: time, the reports of the chosen customer, the demo world.

import { look, post, say } from "./server.js";

const el = (id) => document.getElementById(id);
const list = el("laporan");
const STAGES = {
  LAPOR: "Laporan diterima", PENUGASAN_REGU: "Regu ditugaskan", DALAM_PERJALANAN: "Petugas dalam perjalanan",
  DALAM_PENGERJAAN: "Sedang dikerjakan", NYALA: "Listrik menyala", SELESAI: "Selesai",
};
const STEPS = {
  tugaskan: "Tugaskan regu", berangkat: "Berangkat", maju: "Maju satu jalan", kerjakan: "Mulai kerja", nyala: "Nyala",
  selesai: "Selesai", "data-kurang": "Selesai: data kurang",
};
const STEP_SECONDS = 5;
let driving = null;
let shown = "";
let queued = "";

export async function refresh() {
  try {
    draw(await look("stage"));
  } catch {
    // The next look tells.
  }
}

function draw({ time, reports, queue, world }) {
  el("jam").textContent = time.clock;
  el("maju").textContent = time.ahead ? `${time.ahead} di depan waktu sebenarnya` : "waktu sebenarnya";
  el("dunia").disabled = world > 0;
  el("dunia-keadaan").textContent = world ? `${world} laporan contoh sudah ada.` : "";
  el("belum-ada").hidden = reports.length > 0;
  drawQueue(queue);
  const now = JSON.stringify(reports);
  if (now === shown) return;
  shown = now;
  const focused = document.activeElement?.dataset?.act;
  list.replaceChildren(...reports.map(item));
  if (focused) list.querySelector(`[data-act="${focused}"]`)?.focus();
}

function drawQueue(queue) {
  el("antrean-kosong").hidden = queue.length > 0;
  const now = JSON.stringify(queue);
  if (now === queued) return;
  queued = now;
  el("antrean").replaceChildren(...queue.map(({ id, number, said, no, officer }) => {
    const made = document.createElement("li");
    const who = Object.assign(document.createElement("p"), { textContent: [number || "Nomor disembunyikan", no].filter(Boolean).join(" · ") });
    const facts = [said[0] && `“${said[0]}”`, officer && `di meja ${officer}`].filter(Boolean).join(" · ");
    const answer = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: "Angkat" });
    answer.dataset.call = id;
    made.append(who, Object.assign(document.createElement("p"), { className: "hint", textContent: facts }), answer);
    return made;
  }));
}

function item(report) {
  const made = document.createElement("li");
  made.dataset.no = report.no;
  const head = document.createElement("p");
  const link = Object.assign(document.createElement("a"), { href: `..${report.link}`, target: "_blank", rel: "noopener", textContent: "halaman lacak" });
  const number = Object.assign(document.createElement("b"), { textContent: report.display });
  head.append(number, " · ", link);
  const facts = [STAGES[report.stage], report.street, report.eta && `perkiraan ${report.eta}`, report.urgent && "MENDESAK", report.wider && "mungkin meluas", report.repeats && `Lapor Ulang ${report.repeats}×`];
  const state = Object.assign(document.createElement("p"), { className: "hint", textContent: facts.filter(Boolean).join(" · ") });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(...report.next.map((step, at) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: STEPS[step], className: at ? "quiet small" : "small" });
    button.dataset.act = `${report.no}/${step}`;
    return button;
  }));
  made.append(head, state, row);
  return made;
}

async function act(path, body) {
  try {
    draw(await post(`stage/${path}`, body));
  } catch {
    refresh();
  }
}

el("antrean").addEventListener("click", (event) => event.target.dataset?.call && act(`queue/${event.target.dataset.call}`));
list.addEventListener("click", (event) => event.target.dataset?.act && act(`reports/${event.target.dataset.act}`));
el("panggung").addEventListener("click", (event) => {
  const minutes = Number(event.target.dataset?.minutes);
  if (minutes) act("time", { minutes });
});
el("dunia").addEventListener("click", async () => {
  el("dunia").disabled = true;
  el("dunia-keadaan").textContent = "Membuat dunia contoh …";
  await act("world");
  say("Dunia contoh siap. Petugas dapat digerakkan, waktu dapat dilompati.");
});
el("jalan").addEventListener("change", (event) => {
  clearInterval(driving);
  if (!event.target.checked) return;
  act("drive");
  driving = setInterval(() => act("drive"), STEP_SECONDS * 1000);
});
setInterval(() => !document.hidden && refresh(), 10000);
refresh();
