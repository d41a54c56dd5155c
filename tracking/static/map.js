// The officer on a map, as long as the page has a position to show: tiles where the operator named a source, else a grid.
// Leaflet is fetched only then: a customer in the dark may have little signal. The text beside it says the same.

const LEAFLET = "../assets/leaflet/leaflet";
const CLOSE = 15;
let loading = null;
let shown = null;

function load() {
  loading ??= new Promise((done, failed) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${LEAFLET}.css` });
    const script = Object.assign(document.createElement("script"), { src: `${LEAFLET}.js`, onload: done, onerror: failed });
    // Before the style of the page, which has the last word.
    document.head.prepend(style, script);
  }).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

function drawn(section) {
  section.hidden = false;
  const map = L.map(section, { attributionControl: false, zoomAnimation: false, fadeAnimation: false, scrollWheelZoom: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: "Perbesar", zoomOutTitle: "Perkecil" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (section.dataset.tiles) L.tileLayer(section.dataset.tiles, { maxZoom: 19 }).addTo(map);
  const pin = L.marker([0, 0], { icon: L.divIcon({ className: "officer-pin", iconSize: [22, 22] }), keyboard: false });
  const way = L.polyline([], { className: "officer-way", interactive: false });
  return { section, map, pin, way, at: null };
}

function place({ section, map, pin, way }) {
  const at = section.dataset.at.split(",").map(Number);
  if (!map.hasLayer(pin)) {
    map.setView(at, CLOSE);
    way.addTo(map);
    pin.setLatLng(at).addTo(map).bindTooltip("", { permanent: true, direction: "top", offset: [0, -12] });
  } else if (!map.getBounds().pad(-0.2).contains(at)) map.panTo(at, { animate: false });
  const last = way.getLatLngs().at(-1);
  if (!last?.equals(at)) way.addLatLng(at);
  pin.setLatLng(at).setTooltipContent(document.createTextNode(section.dataset.name));
  pin.getElement().classList.toggle("old", section.dataset.old !== "");
}

async function show() {
  const section = document.querySelector('[data-live="peta"]');
  if (shown && shown.section !== section) {
    // Without a position there is no map, and none of an earlier one.
    shown.map.remove();
    shown = null;
  }
  if (!section) return;
  try {
    await load();
  } catch {
    return; // the text stands; the next news tries again
  }
  if (!section.isConnected) return;
  shown ??= drawn(section);
  place(shown);
}

document.addEventListener("fresh", show);
show();
