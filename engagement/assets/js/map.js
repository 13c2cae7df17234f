// A map: of the offers in the list, of one offer, or to choose a point on. Loaded by maps.js when somebody wants one.

import * as L from "leaflet/dist/leaflet-src.esm.js";

const GERMANY = [51.1, 10.4, 6];
const NEAR = 15;
const TOWN = 14;
const PIN = L.divIcon({ className: "map__pin", iconSize: [28, 28], iconAnchor: [14, 26], popupAnchor: [0, -24] });

const numbers = (text) => (text ?? "").split(",").map(Number);
const isPoint = (point) => point.length === 2 && point.every(Number.isFinite) && point[0] !== 0;

export function draw(place, box) {
  const words = place.dataset;
  const start = numbers(words.start);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { zoomControl: false, attributionControl: false, zoomAnimation: !still, fadeAnimation: !still });
  open(map, start);
  L.control.zoom({ zoomInTitle: words.bigger, zoomOutTitle: words.smaller }).addTo(map);
  const credit = document.createElement("span");
  credit.textContent = words.attribution;
  L.control.attribution({ prefix: false }).addAttribution(credit.innerHTML).addTo(map);
  L.tileLayer(words.tiles, { maxZoom: 19 }).addTo(map);
  ({ list: drawList, offer: drawOffer, pick: drawPicker })[words.map](map, place);
  return map;
}

/** Where a map opens that shows no points yet: a place with a zoom, or the two corners of a town. */
function open(map, start) {
  if (start.length === 4) {
    map.fitBounds([start.slice(0, 2), start.slice(2)], { padding: [20, 20], maxZoom: TOWN });
    return;
  }
  const [latitude, longitude, zoom] = start.length === 3 ? start : GERMANY;
  map.setView([latitude, longitude], zoom);
}

function pin(map, point, name) {
  const marker = L.marker(point, { icon: PIN, keyboard: true }).addTo(map);
  marker.getElement().setAttribute("aria-label", name);
  return marker;
}

/** What is in the list, and nothing else: the points are read from its cards. */
function drawList(map, place) {
  let markers = [];
  const fill = () => {
    markers.forEach((marker) => marker.remove());
    const places = new Map();
    for (const card of document.querySelectorAll("#ergebnisse [data-point]")) {
      const key = card.dataset.point;
      if (isPoint(numbers(key))) places.set(key, [...(places.get(key) ?? []), card]);
    }
    markers = [...places].map(([key, cards]) => {
      const links = cards.map((card) => card.querySelector(".card__t a"));
      const marker = pin(map, numbers(key), links.map((link) => link.textContent).join(", "));
      const list = document.createElement("ul");
      for (const link of links) {
        const item = document.createElement("li");
        item.append(link.cloneNode(true));
        list.append(item);
      }
      return marker.bindPopup(list);
    });
    place.querySelector(".map__none").textContent = markers.length ? "" : place.dataset.none;
    if (markers.length) map.fitBounds(L.featureGroup(markers).getBounds(), { padding: [40, 40], maxZoom: NEAR });
  };
  fill();
  document.addEventListener("replaced", fill);
}

function drawOffer(map, place) {
  const point = numbers(place.dataset.point);
  pin(map, point, document.querySelector("h1").textContent);
  map.setView(point, NEAR);
}

/** A click, or Enter for the middle of the map, puts the point into the field; what is typed there moves it. */
function drawPicker(map, place) {
  const field = document.getElementById(place.dataset.field);
  let marker;
  const show = (point) => {
    marker?.remove();
    marker = isPoint(point) ? pin(map, point, field.value) : null;
  };
  const choose = ({ lat, lng }) => {
    field.value = `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  map.on("click", (event) => choose(event.latlng));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    event.preventDefault();
    choose(map.getCenter());
  });
  field.addEventListener("input", () => show(numbers(field.value)));
  const known = numbers(field.value);
  show(known);
  if (isPoint(known)) map.setView(known, NEAR);
}
