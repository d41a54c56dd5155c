// Clocks that run, and forms that are sent once. Every page works without.
const MINUTE = 60_000;
const served = Date.parse(document.documentElement.dataset.sekarang);
const loaded = performance.now();

/** The server's time: the clock of the desk may be wrong. */
export const now = () => served + (performance.now() - loaded);

export function span(milliseconds) {
  const m = Math.max(0, Math.floor(milliseconds / MINUTE));
  if (m < 60) return `${m} m`;
  if (m < 2880) return `${Math.floor(m / 60)} j ${String(m % 60).padStart(2, "0")} m`;
  return `${Math.floor(m / 1440)} h ${Math.floor((m % 1440) / 60)} j`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function clock(element) {
  const m = Math.max(0, Math.floor((now() - Date.parse(element.dataset.jam)) / MINUTE));
  const [kind, words] = m >= 180 ? ["lewat", "lewat 3 jam"] : m >= 60 ? ["dekat", "lewat 1 jam"] : ["baru", "di bawah 1 jam"];
  element.className = `jam jam--${kind}`;
  element.querySelector("meter").value = Math.min(m, 180);
  put(element.querySelector(".jam__kata"), words);
}

/** Bring ages, clocks and countdowns to the present. */
export function tick() {
  for (const element of document.querySelectorAll("[data-umur]")) put(element, span(now() - Date.parse(element.dataset.umur)));
  for (const element of document.querySelectorAll("[data-jam]")) clock(element);
  for (const element of document.querySelectorAll("[data-sisa]")) {
    const left = Date.parse(element.dataset.sisa) - now();
    put(element, left > 0 ? span(left) : element.dataset.habis);
    element.classList.toggle("habis", left <= 0);
  }
}

tick();
setInterval(tick, 5000);

// A second click sends nothing; the server would not act twice either.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.terkirim) {
    event.preventDefault();
    return;
  }
  event.target.dataset.terkirim = "1";
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
});
// Back from the next page the form can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-terkirim]")) delete form.dataset.terkirim;
});

// Esc hides the reason of a withheld icon.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.classList.contains("ikon--ditahan")) document.activeElement.blur();
});
