// The page: two telephones and a stage.

import { begin, listen, post } from "./server.js";
import { arrived, chosen as chatWith } from "./chat.js";
import { rang } from "./phone.js";
import { refresh } from "./stage.js";

const people = document.getElementById("pelanggan");
const callers = document.getElementById("penelepon");

const shown = (number) => number.replace(/^\+62(\d{3})(\d{4})(\d+)$/, "0$1-$2-$3");

function option(number, label) {
  const made = document.createElement("option");
  made.value = number;
  made.textContent = label;
  return made;
}

callers.append(option("", "Nomor disembunyikan"));
listen("person", (person) => {
  if ([...people.options].some((known) => known.value === person.id)) return;
  const label = `${person.name} · ${shown(person.id)}`;
  people.append(option(person.id, label));
  callers.insertBefore(option(person.id, label), callers.lastElementChild);
  if (people.options.length === 1) {
    callers.value = person.id;
    chatWith(person.id);
  }
});
listen("message", arrived);
listen("call", rang);
listen("*", (things) => {
  if (things.some((thing) => thing.kind !== "person")) refresh();
});

people.addEventListener("change", () => {
  callers.value = people.value;
  chatWith(people.value);
  refresh();
});
document.getElementById("pelanggan-baru").addEventListener("click", async () => {
  const { number } = await post("people", { name: `Pelanggan ${people.options.length + 1}` });
  setTimeout(() => {
    people.value = number;
    people.dispatchEvent(new Event("change"));
  }, 600);
});

// On a narrow screen one part is shown at a time.
function view() {
  const name = location.hash.slice(1) || "chat";
  if (!document.getElementById(name)?.classList.contains("column")) return;
  document.body.dataset.view = name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (innerWidth < 1100) scrollTo(0, 0);
}
addEventListener("hashchange", view);
view();
begin();
