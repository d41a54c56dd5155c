// Maps by Leaflet: tiles where the operator named a source, else the grid of the stylesheet.
const SIZE = { petugas: 22, rumah: 22, kelompok: 34 };

for (const frame of document.querySelectorAll(".peta")) {
  const points = [...frame.querySelectorAll("[data-titik]")].map((point) => ({ ...point.dataset }));
  const map = L.map(frame, { attributionControl: false, zoomAnimation: false, fadeAnimation: false });
  map.zoomControl.options.zoomInTitle = "Perbesar";
  L.control.scale({ imperial: false }).addTo(map);
  if (frame.dataset.ubin) L.tileLayer(frame.dataset.ubin, { maxZoom: 19 }).addTo(map);
  const places = points.map(({ titik, nama, jenis = "kelompok", besar }) => {
    const place = titik.split(",").map(Number);
    const size = SIZE[jenis];
    const icon = L.divIcon({ className: `pin pin--${jenis}`, iconSize: [size, size], html: besar ?? "" });
    L.marker(place, { icon, alt: nama, title: nama, keyboard: false }).addTo(map).bindTooltip(nama, { permanent: jenis !== "kelompok", direction: "top", offset: [0, -size / 2] });
    return place;
  });
  map.fitBounds(places, { padding: [48, 48], maxZoom: 16 });
}
