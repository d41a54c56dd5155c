// Parts of a page that stay fresh, by asking again with the ETag of what is shown; and quick replies.
import { tick } from "./konsol.js";

const EVERY = 2000;

async function refresh(part) {
  const headers = part.etag ? { "If-None-Match": part.etag } : {};
  const answer = await fetch(part.dataset.segar, { headers, cache: "no-store", redirect: "error" });
  if (answer.status !== 200) return;
  part.etag = answer.headers.get("ETag");
  const text = await answer.text();
  if (text === part.shown) return;
  part.shown = text;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : null;
  const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
  part.innerHTML = text;
  if (focused) document.getElementById(focused)?.focus();
  if (atEnd) part.scrollTop = part.scrollHeight;
  tick();
}

for (const part of document.querySelectorAll("[data-segar]")) {
  part.scrollTop = part.scrollHeight;
  const again = async () => {
    // Nobody looks at a hidden tab; what fails now is asked again.
    if (!document.hidden) await refresh(part).catch(() => {});
    setTimeout(again, EVERY);
  };
  setTimeout(again, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || refresh(part).catch(() => {}));
}

document.addEventListener("click", (event) => {
  const sentence = event.target.dataset?.kalimat;
  const field = document.querySelector("#teks");
  if (!sentence || !field) return;
  field.value = field.value.trim() ? `${field.value.trim()}\n${sentence}` : sentence;
  field.focus();
});
