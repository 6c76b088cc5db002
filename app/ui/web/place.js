// Where the reader is. Language and appearance are forms that load the page again; the reader stays where they were. The page may have grown or
// shrunk, so a place is an element with an id and how far it is from the window's top.

const KEY = "academy.place";
/** How many elements are remembered: headings have other ids in another language, cells have not. */
const MANY = 40;
/** How long a reference's place is followed, in milliseconds. */
const MOMENT = 1500;

/** Comes back to the place that was left, and remembers this page's when it is left. */
export function keepPlace() {
  comeBack();
  addEventListener("submit", (event) => {
    if (new URL(event.target.action).pathname === "/preferences") remember();
  });
}

/**
 * A reference may lead into a closed tab, which opens while another closes, or to a figure whose picture is still on its way:
 * for a moment the place is followed, until the reader goes elsewhere.
 */
export function followReferences() {
  addEventListener("click", (event) => {
    // The address changes behind this event.
    if (event.target.closest?.('a[href^="#"]')) setTimeout(follow);
  });
}

function follow() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const main = document.querySelector("main");
  if (!place || !main) return;
  const moves = new ResizeObserver(() => place.scrollIntoView());
  moves.observe(main);
  const stop = () => moves.disconnect();
  setTimeout(stop, MOMENT);
  for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(sign, stop, { once: true, passive: true });
}

function remember() {
  const places = [...document.querySelectorAll("main [id]")].map((e) => [e.id, e.getBoundingClientRect().top]);
  const above = places.filter(([, top]) => top < innerHeight / 2).slice(-MANY).reverse();
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, at: scrollY, above }));
  } catch {
    // Without a storage the page begins at its top.
  }
}

function comeBack() {
  let left;
  try {
    left = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  if (left?.path !== location.pathname || left.at === 0) return;
  const [id, top] = left.above.find(([id]) => document.getElementById(id)) ?? [];
  if (id) scrollBy({ top: document.getElementById(id).getBoundingClientRect().top - top, behavior: "instant" });
  else scrollTo({ top: left.at, behavior: "instant" });
}
